// Types of the judge's comparison, for its test.
export type Outcomes = Map<string, string>

export interface Summary {
  testResults: {
    name: string
    status: string
    assertionResults: { ancestorTitles: string[]; title: string; status: string }[]
  }[]
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
  added: number
  differences: { request: string; changes: string[] }[]
}

export interface Run {
  outcomes: Outcomes
  answers: Answer[]
}

export interface Known {
  name: string
  reason: string
}

export interface Judgement {
  tests: number
  passedWithout: number
  passedWith: number
  passedInBoth: number
  comparison: AnswerComparison
  differences: string[]
  known: string[]
  stale: string[]
}

export function outcomesOf(summary: Summary, directory: string): Outcomes
export function masked(text: string): string
export function compareAnswers(runs: { without: Answer[]; with: Answer[] }): AnswerComparison
export function judge(runs: { without: Run; with: Run; known: Known[] }): Judgement
