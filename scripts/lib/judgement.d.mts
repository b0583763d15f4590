// Types of the judge's comparison, for its test.
export type Outcomes = Map<string, string>

export interface Summary {
  testResults: {
    name: string
    status: string
    assertionResults: { ancestorTitles: string[]; title: string; status: string }[]
  }[]
}

export interface Known {
  test: string
  reason: string
}

export interface Judgement {
  tests: number
  passedWithout: number
  passedWith: number
  same: number
  differences: string[]
  known: string[]
  stale: string[]
}

export interface Answer {
  file: string
  test: string
  method: string
  url: string
  status: number
  body: string
}

export interface AnswerComparison {
  answers: number
  differences: { request: string; changes: string[] }[]
}

export function outcomesOf(summary: Summary, directory: string): Outcomes
export function judge(runs: { without: Outcomes; with: Outcomes; known: Known[] }): Judgement
export function masked(text: string): string
export function compareAnswers(runs: { without: Answer[]; with: Answer[] }): AnswerComparison
