// One dialect: keywords of SQL stand in upper case in every statement of src.
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import ts from "typescript"

const SRC = path.resolve(__dirname, "../..")

/**
 * Where the text is not ours to change: shipped migrations and the database functions that they created, which are compared
 * with the database as they are; models, whose conditions Medusa compares with its snapshot; the browser, which has no SQL.
 */
const LEFT_OUT = /\/(migrations|models|__tests__)\/|^admin\/|\.sql\.ts$/

const KEYWORDS =
  "select|from|where|and|or|not|in|is|null|insert|into|values|update|set|delete|returning|on|conflict|do|nothing|join|left|inner|" +
  "cross|lateral|group|by|order|having|limit|offset|union|all|distinct|as|case|when|then|else|end|exists|any|between|like|ilike|" +
  "asc|desc|for|using|with|recursive|over|partition|filter|interval|lock|local|array|materialized|skip|locked|nowait|" +
  "ordinality|nulls|except|intersect|create|drop|alter|table|truncate|copy|stdin"
/** Words that are keywords only behind another one: elsewhere they may be names. */
const PHRASES =
  "(?<=FOR )(?:no key update|key share|share)|(?<=(?:UPDATE|SHARE) )of|(?<=NULLS )(?:first|last)|at time zone|" +
  "(?<=CREATE )temp|(?<=TABLE )if|(?<=ON )commit|grouping sets"
const LOWER_KEYWORD = new RegExp(`(?<![\\w.:$])(${KEYWORDS}|${PHRASES})(?![\\w])`, "g")

/** Texts that begin or read as a statement, or a condition of one, in whatever case. */
const IS_SQL = [
  /^[\s(]*(select|insert into|update \S+ (\w+ )?set|delete from|with \w+ as|create (temp )?table|truncate|copy \S+ \(|exists|order by|set local)\b/i,
  /^[\s(]*(and|or|not|where|union all)\s.*[?=<>]/i,
  /\bis (not )?null\b/i,
  /\binterval '/i,
  /\bdistinct from\b/i,
  /\bi?like \?|\b(any|all)\(\s*\?|\bin \(\s*(['?$]|select)/i,
  /^ (and|or) $/i,
]
const SENTENCE = /[a-z)]\.(\s|$)/

/** A text without what stands in quotes or in comments: values and names are no keywords. */
const unquoted = (text: string) => text.replace(/'[^']*'|"[^"]*"|--.*$/gm, (quoted) => " ".repeat(quoted.length))

const isSql = (text: string) => IS_SQL.some((mark) => mark.test(text)) && !SENTENCE.test(unquoted(text))

interface Found {
  line: number
  keyword: string
}

/** Every lower-case keyword in the statements of a TypeScript source. */
function lowerKeywordsOf(source: string): Found[] {
  const file = ts.createSourceFile("statements.ts", source, ts.ScriptTarget.Latest, true)
  const found: Found[] = []
  const check = (node: ts.Node, text: string) => {
    const plain = unquoted(text)
    if (!isSql(text)) {
      return
    }
    for (const match of plain.matchAll(LOWER_KEYWORD)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart() + 1 + match.index)
      found.push({ line: line + 1, keyword: match[0] })
    }
  }
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node)) {
      // What is put in is blanked out, so that every place stays where it is.
      const parts = node.templateSpans.map(
        ({ expression }) => [expression.getFullStart(), expression.getEnd()] as const,
      )
      let text = source.slice(node.getStart() + 1, node.getEnd() - 1)
      for (const [from, to] of parts) {
        const at = from - node.getStart() - 1
        text = text.slice(0, at) + "_".repeat(to - from) + text.slice(at + to - from)
      }
      check(node, text)
    } else if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      check(node, source.slice(node.getStart() + 1, node.getEnd() - 1))
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"))

describe("the dialect of SQL", () => {
  it.each([
    ["a statement", "const s = `SELECT id from coupon WHERE id = ?`", ["from"]],
    ["a condition with something put in", "const s = `${x} IS NOT NULL and ${y}`", ["and"]],
    ["a condition in plain quotes", 'const s = "k.deleted_at is null"', ["is", "null"]],
    ["a phrase", "const s = `SELECT share AS last FROM t FOR key share`", ["key share"]],
    ["a statement inside what is put in", "const s = `SELECT ${a ? 'x = any(?)' : ''}`", ["any"]],
  ])("finds lower-case keywords in %s", (_name, source, keywords) => {
    expect(lowerKeywordsOf(source).map(({ keyword }) => keyword)).toEqual(keywords)
  })

  it.each([
    ["a value", "const s = `UPDATE t SET error = 'not in this or that', \"order\" = ?`"],
    ["a sentence", "const s = `Say which discounts to end: by ids, by coupon or by ${x}, and not in (a).`"],
    ["a statement in upper case", "const s = `SELECT t.order, x::text AS of FROM t WHERE ${x} IN (SELECT ?)`"],
  ])("leaves %s alone", (_name, source) => {
    expect(lowerKeywordsOf(source)).toEqual([])
  })

  it("has keywords in upper case in every statement of src", () => {
    const files = filesOf(SRC).filter((name) => !LEFT_OUT.test(name))
    const statements = files.filter((name) => /\b(SELECT|UPDATE) /.test(readFileSync(path.join(SRC, name), "utf8")))
    expect(statements.length).toBeGreaterThan(20)
    const found = files.flatMap((name) =>
      lowerKeywordsOf(readFileSync(path.join(SRC, name), "utf8")).map(
        ({ line, keyword }) => `${name}:${line} ${keyword}`,
      ),
    )
    expect(found).toEqual([])
  })
})
