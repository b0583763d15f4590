// A small HTTP client for a Medusa shop: JSON in, JSON out, and a failure that shows what was asked and answered.

/** A refused request; `status` and `body` are the shop's. */
export class HttpError extends Error {
  constructor(method, path, status, body) {
    super(`${method} ${path} answered ${status}: ${typeof body === "string" ? body : JSON.stringify(body)}`)
    this.status = status
    this.body = body
  }
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A client with fixed headers: `get(path)`, `post(path, body)`, `delete(path)` answer the parsed body. */
export function client(baseUrl, headers = {}) {
  const request = async (method, path, body) => {
    const answer = await fetch(baseUrl + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const answered = parse(await answer.text())
    if (!answer.ok) {
      throw new HttpError(method, path, answer.status, answered)
    }
    return answered
  }
  return {
    get: (path) => request("GET", path),
    post: (path, body = {}) => request("POST", path, body),
    delete: (path) => request("DELETE", path),
    with: (more) => client(baseUrl, { ...headers, ...more }),
  }
}

/** The header of a logged-in actor (`user` or `customer`). */
export async function logIn(http, actor, credentials) {
  const { token } = await http.post(`/auth/${actor}/emailpass`, credentials)
  return { authorization: `Bearer ${token}` }
}

/** All rows of an admin list, page by page. `key` is the name of the list in the answer. */
export async function listAll(http, path, key, limit = 100) {
  const rows = []
  for (;;) {
    const mark = path.includes("?") ? "&" : "?"
    const page = await http.get(`${path}${mark}limit=${limit}&offset=${rows.length}`)
    rows.push(...page[key])
    if (page[key].length === 0 || rows.length >= page.count) {
      return rows
    }
  }
}
