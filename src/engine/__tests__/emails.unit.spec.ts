// E-mails as they are compared, and the patterns that mean them.
import { emailListSchema, isEmailPattern, matchesEmail, normaliseEmail } from "../index"

it.each([
  ["Ada@Example.com ", "ada@example.com"],
  ["ａda@example.com", "ada@example.com"],
])("%j is %j", (typed, email) => {
  expect(normaliseEmail(typed)).toBe(email)
})

it.each([
  ["ada@example.com", true],
  ["*@acme.com", true],
  ["*@*", false],
  ["a*@acme.com", false],
  ["acme.com", false],
  ["@acme.com", false],
  ["a@b@acme.com", false],
  ["a b@acme.com", false],
  ["a@acme.com,b@acme.com", false],
])("%j is a pattern: %s", (pattern, expected) => {
  expect(isEmailPattern(pattern)).toBe(expected)
  expect(emailListSchema.safeParse([pattern]).success).toBe(expected)
})

it.each([
  ["ADA@example.com", true],
  ["bob@ACME.com", true],
  ["bob@example.com", false],
  ["bob@mail.acme.com", false],
  ["bob@notacme.com", false],
])("%j is meant by an address and a domain: %s", (email, expected) => {
  expect(matchesEmail(emailListSchema.parse([" Ada@Example.com", "*@Acme.com", "*@acme.com"]), email)).toBe(expected)
})
