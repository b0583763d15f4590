// Where the public finds the sources, in the manifest and in the README as npm's page shows it: pure, for its own test.

/** Where each host shows a file, and the bytes of a picture. `HEAD` is the default branch. */
const HOSTS = {
  "github.com": ({ owner, name }) => ({
    file: `https://github.com/${owner}/${name}/blob/HEAD/`,
    picture: `https://raw.githubusercontent.com/${owner}/${name}/HEAD/`,
  }),
  "gitlab.com": ({ owner, name }) => ({
    file: `https://gitlab.com/${owner}/${name}/-/blob/HEAD/`,
    picture: `https://gitlab.com/${owner}/${name}/-/raw/HEAD/`,
  }),
}

const ADDRESS = /^(?:git\+)?https:\/\/([\w.]+)\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/
const LINK = /(!?)\[((?:[^\]\\]|\\.)*)\]\(([^)\s]+)\)/g

function read(address) {
  const [, host, owner, name] = ADDRESS.exec(address ?? "") ?? []
  if (!Object.hasOwn(HOSTS, host ?? "")) {
    const hosts = Object.keys(HOSTS).join(" or ")
    throw new Error(`"${address ?? ""}" is no repository on ${hosts}, as in: https://github.com/owner/name`)
  }
  return { page: `https://${host}/${owner}/${name}`, ...HOSTS[host]({ owner, name }) }
}

/** The manifest with `repository`, `homepage` and `bugs`. Throws with a sentence for an address that is none. */
export function manifestWith(manifest, address) {
  const { page } = read(address)
  const { name, version, description, ...others } = manifest
  return {
    name,
    version,
    description,
    ...others,
    repository: { type: "git", url: `git+${page}.git` },
    homepage: `${page}#readme`,
    bugs: { url: `${page}/issues` },
  }
}

/** The README with absolute links, which npm's page needs. `before`: the manifest whose address it had so far, if it had one. */
export function readmeWith(readme, before, { repository }) {
  const target = read(repository.url)
  return relative(readme, before).replace(LINK, (link, mark, text, to) =>
    isRelative(to) ? `${mark}[${text}](${mark ? target.picture : target.file}${to})` : link,
  )
}

function relative(readme, { repository }) {
  if (!repository) {
    return readme
  }
  const { file, picture } = read(repository.url)
  return readme.replaceAll(`](${file}`, "](").replaceAll(`](${picture}`, "](")
}

const isRelative = (to) => !/^(?:[a-z]+:|#|\/)/.test(to)

/** What is missing before anybody may publish, in words; none when all is there. */
export function lacksOf(manifest, readme) {
  const fields = ["repository", "homepage", "bugs"].filter((field) => !manifest[field])
  const links = [...readme.matchAll(LINK)].filter(([, , , to]) => isRelative(to))
  return [
    ...(fields.length > 0 ? [`package.json has no ${fields.join(", ")}`] : []),
    ...(links.length > 0 ? [`README.md has ${links.length} links that lead nowhere on npm's page`] : []),
  ]
}
