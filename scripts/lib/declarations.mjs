// Gathers the declarations of a build into one file for each import that there is, and one for what these lead to: statement by
// statement, and with the comments of what can be imported itself.
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import ts from "typescript"

/** What stands for a whole file where a name should be (`import * as`). */
const ALL = "*"

/** The declarations that a relative name leads to from `file`; undefined for a package. */
function targetOf(file, name) {
  if (!name.startsWith(".")) {
    return undefined
  }
  const target = path.resolve(path.dirname(file), name)
  const found = [`${target}.d.ts`, path.join(target, "index.d.ts")].find(ts.sys.fileExists)
  if (!found) {
    throw new Error(`${file} has its types from ${name}, which has none.`)
  }
  return found
}

const namesOf = (statement) =>
  ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.map(({ name }) => name.text)
    : [statement.name?.text].filter(Boolean)

const has = (statement, kind) => statement.modifiers?.some((modifier) => modifier.kind === kind) ?? false

/**
 * A file's statements by the names they declare, and where each other name in it comes from: `{ from, name, is_type }`, `from` being
 * a file or a package's name, or undefined for the file itself.
 */
function parse(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true)
  const found = { source, locals: new Map(), imports: new Map(), exported: new Map(), stars: [] }
  const whence = ({ text }) => targetOf(file, text) ?? text
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      readImport(found.imports, statement, whence(statement.moduleSpecifier))
    } else if (ts.isExportDeclaration(statement)) {
      readExport(found, statement, statement.moduleSpecifier && whence(statement.moduleSpecifier))
    } else if (ts.isExportAssignment(statement)) {
      found.exported.set("default", { name: statement.expression.text })
    } else {
      const is_default = has(statement, ts.SyntaxKind.DefaultKeyword)
      for (const name of namesOf(statement)) {
        found.locals.set(name, [...(found.locals.get(name) ?? []), statement])
        if (is_default || has(statement, ts.SyntaxKind.ExportKeyword)) {
          found.exported.set(is_default ? "default" : name, { name })
        }
      }
    }
  }
  return found
}

function readImport(imports, { importClause }, from) {
  const bindings = importClause?.namedBindings
  if (importClause?.name) {
    imports.set(importClause.name.text, { from, name: "default" })
  }
  if (bindings && ts.isNamespaceImport(bindings)) {
    imports.set(bindings.name.text, { from, name: ALL })
  }
  for (const { name, propertyName } of bindings && ts.isNamedImports(bindings) ? bindings.elements : []) {
    imports.set(name.text, { from, name: (propertyName ?? name).text })
  }
}

function readExport({ exported, stars }, { exportClause, isTypeOnly }, from) {
  if (!exportClause) {
    stars.push(from)
  } else if (ts.isNamespaceExport(exportClause)) {
    exported.set(exportClause.name.text, { from, name: ALL })
  } else {
    for (const one of exportClause.elements) {
      const is_type = isTypeOnly || one.isTypeOnly
      exported.set(one.name.text, { from, name: (one.propertyName ?? one.name).text, is_type })
    }
  }
}

const leftmost = (name) => {
  const left = ts.isQualifiedName(name) ? name.left : ts.isPropertyAccessExpression(name) ? name.expression : null
  return left ? leftmost(left) : name
}

/** Where a name of a file stands in a statement, as a type, after `typeof`, or behind `extends`. */
function* usesIn(node) {
  if (ts.isImportTypeNode(node)) {
    yield { node, module: node.argument.literal.text, names: namesIn(node.qualifier) }
  } else {
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isTypeQueryNode(node)
        ? node.exprName
        : ts.isExpressionWithTypeArguments(node) || ts.isComputedPropertyName(node)
          ? node.expression
          : null
    if (name && ts.isIdentifier(leftmost(name))) {
      yield { node: name, names: namesIn(name) }
    }
  }
  const inner = []
  ts.forEachChild(node, (child) => void inner.push(child))
  for (const child of inner) {
    yield* usesIn(child)
  }
}

/** `a.b.C` as the identifiers a, b and C. */
function namesIn(name) {
  if (!name || ts.isIdentifier(name)) {
    return name ? [name] : []
  }
  return ts.isQualifiedName(name) ? [...namesIn(name.left), name.right] : [...namesIn(name.expression), name.name]
}

/** Names that a statement declares for itself: `T` of a generic type, a mapped one or an `infer`. */
function typeParametersOf(statement) {
  const names = new Set()
  const visit = (node) => {
    if (ts.isTypeParameterDeclaration(node)) {
      names.add(node.name.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(statement)
  return names
}

const isFile = ({ from }) => path.isAbsolute(from)
const keyOf = ({ from, name }) => `${from} ${name}`

/** Follows names from the entries on, and remembers each statement on the way. */
class Gathering {
  #files = new Map()
  #public = new Set()
  /** By `file name`, in the order they were found: `{ from, name, statements, is_public }`. */
  declared = new Map()
  /** By `file *`: files that are named as a whole. */
  whole = new Map()
  /** By `package name`. */
  packages = new Map()
  /** Names of the language and its libraries. */
  global = new Set()
  /** Per statement what it uses: `{ start, end, target }`, the text from `start` to `end` being a name for `target`. */
  uses = new Map()

  constructor(entries) {
    this.entries = new Map(entries.map((entry) => [entry, this.exportsOf(entry)]))
    for (const exported of this.entries.values()) {
      exported.forEach((target) => this.#public.add(keyOf(target)))
    }
    for (const exported of this.entries.values()) {
      exported.forEach((target) => this.#want(target))
    }
  }

  #of(file) {
    if (!this.#files.has(file)) {
      this.#files.set(file, parse(file))
    }
    return this.#files.get(file)
  }

  /** Names that a file exports, and what each of them stands for. */
  exportsOf(file) {
    const { exported, stars } = this.#of(file)
    const passed = stars.flatMap((star) => {
      if (!path.isAbsolute(star)) {
        throw new Error(`${file} passes on all of ${star}; name what is wanted.`)
      }
      return [...this.exportsOf(star)].filter(([name]) => name !== "default")
    })
    return new Map([...passed, ...[...exported].map(([name, target]) => [name, this.#follow(file, target)])])
  }

  /** What `{ from, name, is_type }`, said in `file`, stands for in the end: a declaration, a whole file, or a package's. */
  #follow(file, { from = file, name, is_type }) {
    if (name === ALL || !path.isAbsolute(from)) {
      return { from, name, is_type }
    }
    const { locals, imports } = this.#of(file)
    const found =
      from !== file
        ? this.exportsOf(from).get(name)
        : locals.has(name)
          ? { from, name }
          : imports.has(name) && this.#follow(file, imports.get(name))
    if (!found) {
      throw new Error(`${from} has no ${name}, which ${file} asks for.`)
    }
    return is_type ? { ...found, is_type } : found
  }

  #want(target) {
    const { from, name } = target
    const key = keyOf(target)
    if (!path.isAbsolute(from)) {
      this.packages.set(key, target)
    } else if (name === ALL) {
      if (!this.whole.has(key)) {
        const exported = this.exportsOf(from)
        this.whole.set(key, { ...target, exported })
        exported.forEach((one) => this.#want(one))
      }
    } else if (!this.declared.has(key)) {
      const statements = this.#of(from).locals.get(name)
      this.declared.set(key, { from, name, statements, is_public: this.#public.has(key) })
      statements.forEach((statement) => this.#read(from, statement))
    }
  }

  #read(file, statement) {
    if (this.uses.has(statement)) {
      return
    }
    const parameters = typeParametersOf(statement)
    const uses = []
    this.uses.set(statement, uses)
    const { locals, imports } = this.#of(file)
    for (const { node, module, names } of usesIn(statement)) {
      const [first] = names
      const is_known = module !== undefined || locals.has(first.text) || imports.has(first.text)
      if (module === undefined && parameters.has(first.text)) {
        if (is_known) {
          throw new Error(`${first.text} in ${file} is two things; give one of them another name.`)
        }
      } else if (is_known) {
        const said =
          module === undefined
            ? { name: first.text }
            : { from: targetOf(file, module) ?? module, name: first?.text ?? ALL }
        const use = this.#use(this.#follow(file, said), node, names)
        uses.push(use)
        this.#want(use.target)
      } else {
        this.global.add(first.text)
      }
    }
    for (const name of namesOf(statement)) {
      const { end } = nameNode(statement, name)
      uses.push({ start: end - name.length, end, target: { from: file, name } })
    }
  }

  /** A name at its place; of a file that is imported as a whole, the member that is named. */
  #use(target, node, names) {
    const [first, second] = names
    const start = node.getStart() + (ts.isImportTypeNode(node) && node.isTypeOf ? "typeof ".length : 0)
    if (target.name === ALL && second && isFile(target)) {
      return {
        start,
        end: second.end,
        target: this.#follow(node.getSourceFile().fileName, { ...target, name: second.text }),
      }
    }
    return { start, end: first?.end ?? node.end, target }
  }
}

const nameNode = (statement, name) =>
  ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.find((one) => one.name.text === name).name
    : statement.name

/** A name for each thing that is declared or imported, different from all others; of two alike the one found first keeps its own. */
function nameAll({ declared, whole, packages, global, entries }) {
  const taken = new Set(global)
  const names = new Map()
  const give = (key, wanted) => {
    let name = wanted
    for (let count = 1; taken.has(name); count += 1) {
      name = `${wanted}$${count}`
    }
    taken.add(name)
    names.set(key, name)
  }
  for (const exported of entries.values()) {
    for (const [name, target] of exported) {
      const key = keyOf(target)
      if (declared.has(key) && !names.has(key) && name === target.name) {
        give(key, name)
      }
    }
  }
  for (const [key, { name }] of [...declared, ...packages].filter(([key]) => !names.has(key))) {
    give(key, name === ALL || name === "default" ? "imported" : name)
  }
  for (const [key, { from }] of whole) {
    give(key, path.basename(from.replace(/\/index\.d\.ts$/, ""), ".d.ts").replaceAll(/\W/g, "_"))
  }
  return names
}

const isType = (statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)

/** Modifiers that depend on where a statement stands. */
const SAID_ANEW = new Set([ts.SyntaxKind.ExportKeyword, ts.SyntaxKind.DefaultKeyword, ts.SyntaxKind.DeclareKeyword])

const bare = ts.createPrinter({ removeComments: true })

/** A statement as it stands in the file where it is gathered. */
function textOf(statement, { uses, names, is_public }) {
  const source = statement.getSourceFile()
  const modifiers = statement.modifiers ?? []
  const own = modifiers.filter(({ kind }) => !SAID_ANEW.has(kind)).map((one) => `${one.getText()} `)
  let text = ""
  let at = modifiers.at(-1)?.end ?? statement.getStart()
  for (const { start, end, target } of uses.toSorted((a, b) => a.start - b.start)) {
    text += source.text.slice(at, start) + names.get(keyOf(target))
    at = end
  }
  text += source.text.slice(at, statement.end)
  const whole = `export ${isType(statement) ? "" : "declare "}${own.join("")}${text.trim()}`
  if (is_public) {
    const comment = source.text.slice(statement.getFullStart(), statement.getStart()).trim()
    return `${comment}${comment && "\n"}${whole}`.replaceAll(/^( {4})+/gm, (spaces) => " ".repeat(spaces.length / 4))
  }
  const again = ts.createSourceFile("again.d.ts", whole, ts.ScriptTarget.ES2022, true)
  return bare.printNode(ts.EmitHint.Unspecified, again.statements[0], again).replaceAll(/^ +/gm, "")
}

/** Pairs of a name and what is said of it, as a list for each name. */
function grouped(pairs) {
  const lists = new Map()
  pairs.forEach(([from, said]) => lists.set(from, [...(lists.get(from) ?? []), said]))
  return [...lists].map(([from, list]) => [from, list.join(", ")])
}

const as = (name, other) => (name === other ? name : `${name} as ${other}`)

function pathBetween(from, to) {
  const name = path.relative(path.dirname(from), to).replace(/(\/index)?\.d\.ts$/, "")
  return name.startsWith(".") ? name : `./${name}`
}

/** The files that the declarations are gathered in. */
class Gathered {
  #gathering
  #names
  #types
  #homes = new Map()
  #files

  constructor(gathering, types) {
    this.#gathering = gathering
    this.#names = nameAll(gathering)
    this.#types = types
    this.#files = new Map([...gathering.entries.keys(), types].map((file) => [file, { used: new Map(), lines: [] }]))
    this.#settle()
    this.#fill()
  }

  /** What an entry exports under its own name stands there; of several entries in the first. */
  #settle() {
    const { entries, declared } = this.#gathering
    for (const [entry, exported] of entries) {
      for (const [name, target] of exported) {
        const key = keyOf(target)
        const statements = declared.get(key)?.statements
        // Several names of one statement (`const a, b`) would all be exported with it.
        const is_alone = statements?.every((one) => namesOf(one).length === 1 && (!target.is_type || isType(one)))
        if (is_alone && !this.#homes.has(key) && this.#names.get(key) === name) {
          this.#homes.set(key, entry)
        }
      }
    }
  }

  #homeOf = (key) => this.#homes.get(key) ?? this.#types

  #use(file, target) {
    this.#files.get(file).used.set(keyOf(target), target)
  }

  #fill() {
    const { declared, uses, whole } = this.#gathering
    const names = this.#names
    const written = new Set()
    for (const [key, { statements, is_public }] of declared) {
      const home = this.#homeOf(key)
      for (const statement of statements.filter((one) => !written.has(one))) {
        written.add(statement)
        uses.get(statement).forEach(({ target }) => this.#use(home, target))
        this.#files.get(home).lines.push(textOf(statement, { uses: uses.get(statement), names, is_public }))
      }
    }
    for (const [key, { exported }] of whole) {
      exported.forEach((target) => this.#use(this.#types, target))
      const members = [...exported].map(([name, target]) => as(names.get(keyOf(target)), name))
      const text = `export declare namespace ${names.get(key)} { export { ${members.join(", ")} } }`
      this.#files.get(this.#types).lines.push(text)
    }
  }

  /** Lines that import what `file` uses and has not itself. */
  #imports(file) {
    const used = [...this.#files.get(file).used]
    const spaces = used.filter(([, target]) => !isFile(target) && target.name === ALL)
    const named = used.filter(([key, target]) => (isFile(target) ? this.#homeOf(key) !== file : target.name !== ALL))
    const lists = named.map(([key, target]) =>
      isFile(target)
        ? [pathBetween(file, this.#homeOf(key)), this.#names.get(key)]
        : [target.from, as(target.name, this.#names.get(key))],
    )
    return [
      ...spaces.map(([key, { from }]) => `import type * as ${this.#names.get(key)} from "${from}"`),
      ...grouped(lists).map(([from, list]) => `import type { ${list} } from "${from}"`),
    ]
  }

  /** Lines that pass on what `file` exports and has not itself. */
  #exports(file) {
    const exported = [...(this.#gathering.entries.get(file) ?? [])]
    const passed = exported.filter(([, target]) => this.#homeOf(keyOf(target)) !== file)
    const lists = passed.map(([name, target]) => {
      const from = isFile(target) ? pathBetween(file, this.#homeOf(keyOf(target))) : target.from
      const own = isFile(target) ? this.#names.get(keyOf(target)) : target.name
      return [from, `${target.is_type ? "type " : ""}${as(own, name)}`]
    })
    return grouped(lists).map(([from, list]) => `export { ${list} } from "${from}"`)
  }

  /** Text by path. */
  get texts() {
    return [...this.#files].map(([file, { lines }]) => [
      file,
      `${[...this.#imports(file), ...this.#exports(file), ...lines].join("\n")}\n`,
    ])
  }
}

/**
 * Puts into each of the `entries` (declarations, as paths) what it exports, into `types.d.ts` of `directory` what that leads to, and
 * removes the rest of `files`. What several entries export stands in the first of them. Throws where a type is asked for that is not there.
 */
export function gatherDeclarations(files, entries, directory) {
  const types = path.join(directory, "types.d.ts")
  if (files.includes(types)) {
    throw new Error(`${types} is a file of its own; what is gathered needs another name.`)
  }
  const { texts } = new Gathered(new Gathering(entries), types)
  files.forEach((file) => rmSync(file))
  texts.forEach(([file, text]) => writeFileSync(file, text))
}
