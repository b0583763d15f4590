// Compares two runs of the same tests, without the plugin and with it: what passed only without it, and what was answered
// otherwise. Pure.

/** Between a file and its titles. */
const TITLE = " › "
const fileOf = (name) => name.split(TITLE)[0]
const isSuite = (name) => /\.spec\.[jt]s$/.test(name)

/**
 * What became of each test of a jest summary: a map from "file › test" to "passed", "failed" or "pending". A file that could
 * not run is a test of its own that failed; a name that is there twice gets a number.
 */
export function outcomesOf(summary, directory) {
  const outcomes = new Map()
  const add = (name, outcome) => {
    let key = name
    for (let number = 2; outcomes.has(key); number += 1) {
      key = `${name} (${number})`
    }
    outcomes.set(key, outcome)
  }
  for (const { name, status, assertionResults } of summary.testResults) {
    const file = name.startsWith(`${directory}/`) ? name.slice(directory.length + 1) : name
    if (assertionResults.length === 0 && status === "failed") {
      add(file, "failed")
    }
    for (const { ancestorTitles, title, status: outcome } of assertionResults) {
      add([file, ...ancestorTitles, title].filter(Boolean).join(TITLE), outcome)
    }
  }
  return outcomes
}

const MASKS = [
  [/\b(?:[a-z]+[_-])*[0-9a-hjkmnp-tv-z]{26}\b/gi, "<id>"],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g, "<id>"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, "<token>"],
  [/\b[ps]k_[0-9a-f]+(?:\*+[0-9a-f]*)?/g, "<key>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<time>"],
]

/** A text without what no two runs share: ids, times, keys. */
export const masked = (text) => MASKS.reduce((rest, [pattern, mask]) => rest.replaceAll(pattern, mask), text)

const byText = (one, other) => {
  const [first, second] = [one, other].map((value) => JSON.stringify(value))
  return first < second ? -1 : Number(first > second)
}

/** JSON in one order of keys and list members, because nobody promises either. */
function settled(value) {
  if (Array.isArray(value)) {
    return value.map(settled).sort(byText)
  }
  if (value === null || typeof value !== "object") {
    return value
  }
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, settled(value[key])]))
}

/** What a client reads, masked: the status and the body, as JSON where it is JSON. */
function read({ status, body }) {
  const text = masked(body)
  try {
    return { status, body: settled(JSON.parse(text)) }
  } catch {
    return { status, body: text }
  }
}

/** Answers by test and request: "file › test › POST /store/carts/<id>" → [{ status, body }, …]. */
function byRequest(answers) {
  const requests = new Map()
  for (const answer of answers) {
    const { file, test, method, url } = answer
    const request = [file, test.trim(), `${method} ${masked(url)}`].filter(Boolean).join(TITLE)
    requests.set(request, [...(requests.get(request) ?? []), read(answer)])
  }
  return requests
}

/** The members of `list` that `other` does not have, each as often as it has it more often. */
function without(list, other) {
  const left = other.map((value) => JSON.stringify(value))
  return list.filter((value) => {
    const index = left.indexOf(JSON.stringify(value))
    if (index !== -1) {
      left.splice(index, 1)
    }
    return index === -1
  })
}

const isTree = (value) => value !== null && typeof value === "object"

/** Where two values differ: `["body.cart.total: 100 → 90", …]`. Lists of unequal length differ as a whole. */
function changes(one, other, path = "") {
  if (JSON.stringify(one) === JSON.stringify(other)) {
    return []
  }
  const isOtherKind = Array.isArray(one) !== Array.isArray(other) || (Array.isArray(one) && one.length !== other.length)
  if (!isTree(one) || !isTree(other) || isOtherKind) {
    return [`${path}: ${JSON.stringify(one)} → ${JSON.stringify(other)}`]
  }
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return keys.flatMap((key) => changes(one[key], other[key], path ? `${path}.${key}` : key))
}

/** `other` without the keys that `one` does not have: who reads an answer passes over keys that it does not know. */
function asKnown(one, other) {
  if (Array.isArray(one) && Array.isArray(other)) {
    return settled(other.map((member, index) => (index < one.length ? asKnown(one[index], member) : member)))
  }
  if (!isTree(one) || !isTree(other) || Array.isArray(one) || Array.isArray(other)) {
    return other
  }
  const keys = Object.keys(other).filter((key) => key in one)
  return Object.fromEntries(keys.map((key) => [key, asKnown(one[key], other[key])]))
}

/**
 * What is answered otherwise `with` the plugin than without it: `{ answers, added, differences: [{ request, changes }] }`.
 * `added`: how many answers only have keys that are new. Requests of one test that were made at once may be answered in any
 * order.
 * A request that both sides did not make equally often is left out: a test that fails, or that asks until something is
 * there, makes more or fewer.
 */
export function compareAnswers({ without: theirs, with: ours }) {
  const mine = byRequest(ours)
  const both = [...byRequest(theirs)]
    .map(([request, list]) => ({ request, one: list, other: mine.get(request) ?? [] }))
    .filter(({ one, other }) => one.length === other.length)
  const unequal = both.flatMap(({ request, one, other }) => {
    const won = without(other, one)
    return without(one, other).map((answer, index) => ({
      request,
      changes: changes(answer, asKnown(answer, won[index])),
    }))
  })
  const differences = unequal.filter((difference) => difference.changes.length > 0)
  const answers = both.reduce((sum, { one }) => sum + one.length, 0)
  return { answers, added: unequal.length - differences.length, differences }
}

/**
 * The verdict on two runs, `{ outcomes, answers }` each, by the list of known differences (`[{ name, reason }]`).
 * A difference is a test that passed without the plugin and did not with it, or an answer that changed; a test that failed in
 * both says nothing about us. A file that could not run without the plugin is one as well: nobody has been judged by it. `stale`: known ones that were looked at and are none any more, which have to leave the list.
 */
export function judge({ without: theirs, with: ours, known }) {
  const passed = ({ outcomes }) => [...outcomes].filter(([, outcome]) => outcome === "passed").map(([name]) => name)
  const passedWithout = passed(theirs)
  const tests = passedWithout.filter((name) => ours.outcomes.get(name) !== "passed")
  const comparison = compareAnswers({ without: theirs.answers, with: ours.answers })
  const unread = [...theirs.outcomes.keys()].filter((name) => name === fileOf(name) && isSuite(name))
  const found = [...new Set([...unread, ...tests, ...comparison.differences.map(({ request }) => request)])]
  const files = [...theirs.outcomes.keys()].map(fileOf)
  const looked = new Set([...files, ...passedWithout, ...byRequest(theirs.answers).keys()])
  const listed = new Set(known.map(({ name }) => name))
  return {
    tests: new Set([...theirs.outcomes.keys(), ...ours.outcomes.keys()]).size,
    passedWithout: passedWithout.length,
    passedWith: passed(ours).length,
    passedInBoth: passedWithout.length - tests.length,
    comparison,
    differences: found.filter((name) => !listed.has(name)),
    known: found.filter((name) => listed.has(name)),
    stale: [...listed].filter((name) => looked.has(name) && !found.includes(name)),
  }
}
