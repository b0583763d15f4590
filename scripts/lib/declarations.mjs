// Leaves, of the declarations of a build, what the files that can be imported by name lead to: statement by statement, and with
// the comments of what can be imported itself.
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import ts from "typescript"

/** All that a file exports, where it is not known which names are wanted. */
const ALL = "*"

/** The declarations that a relative name leads to from `file`; null for a package, or where there are none. */
function targetOf(file, name) {
  if (!name.startsWith(".")) {
    return null
  }
  const target = path.resolve(path.dirname(file), name)
  return [`${target}.d.ts`, path.join(target, "index.d.ts")].find(ts.sys.fileExists) ?? null
}

const namesOf = (statement) =>
  ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.map(({ name }) => name.text)
    : [statement.name?.text].filter(Boolean)

const has = (statement, kind) => statement.modifiers?.some((modifier) => modifier.kind === kind) ?? false

/** A file as its statements, and what each name in it stands for. */
function parse(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true)
  const locals = new Map()
  const imports = new Map()
  const exported = new Map()
  const stars = []
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const { importClause } = statement
      const from = targetOf(file, statement.moduleSpecifier.text)
      const add = (local, name) => imports.set(local, { from, name })
      if (importClause?.name) {
        add(importClause.name.text, "default")
      }
      const bindings = importClause?.namedBindings
      if (bindings && ts.isNamespaceImport(bindings)) {
        add(bindings.name.text, ALL)
      }
      for (const one of bindings && ts.isNamedImports(bindings) ? bindings.elements : []) {
        add(one.name.text, (one.propertyName ?? one.name).text)
      }
    } else if (ts.isExportDeclaration(statement)) {
      const from = statement.moduleSpecifier ? targetOf(file, statement.moduleSpecifier.text) : undefined
      const clause = statement.exportClause
      if (!clause) {
        stars.push(from)
      } else if (ts.isNamespaceExport(clause)) {
        exported.set(clause.name.text, { from, name: ALL })
      } else {
        clause.elements.forEach((one) =>
          exported.set(one.name.text, { from, name: (one.propertyName ?? one.name).text }),
        )
      }
    } else if (ts.isExportAssignment(statement)) {
      exported.set("default", { statement })
    } else {
      const names = namesOf(statement)
      names.forEach((name) => locals.set(name, [...(locals.get(name) ?? []), statement]))
      if (has(statement, ts.SyntaxKind.DefaultKeyword)) {
        exported.set("default", { statement })
      } else if (has(statement, ts.SyntaxKind.ExportKeyword)) {
        names.forEach((name) => exported.set(name, { from: undefined, name }))
      }
    }
  }
  return { source, locals, imports, exported, stars }
}

/** Follows names from the entries on, and remembers each statement, import and export on the way. */
class Shake {
  #files = new Map()
  #asked = new Set()
  /** Statements that stay; true for those that can be imported by name. */
  kept = new Map()
  /** Per file: names that it imports, and names that it passes on. */
  used = new Map()

  of(file) {
    if (!this.#files.has(file)) {
      this.#files.set(file, parse(file))
      this.used.set(file, { imports: new Set(), exports: new Set() })
    }
    return this.#files.get(file)
  }

  /** Somebody wants `name` of `file`. */
  want(file, name, is_public) {
    const key = `${file} ${name} ${is_public}`
    if (!file || this.#asked.has(key)) {
      return
    }
    this.#asked.add(key)
    const { exported, stars } = this.of(file)
    const names = name === ALL ? [...exported.keys()] : [name].filter((one) => exported.has(one))
    names.forEach((one) => this.#wantExport(file, one, is_public))
    if (name === ALL || names.length === 0) {
      stars.forEach((star) => this.want(star, name, is_public))
    }
  }

  #wantExport(file, exportedName, is_public) {
    const { exported } = this.of(file)
    const { statement, from, name } = exported.get(exportedName)
    this.used.get(file).exports.add(exportedName)
    if (statement) {
      this.#keep(file, statement, is_public)
    } else if (from === undefined) {
      this.#wantLocal(file, name, is_public)
    } else {
      this.want(from, name, is_public)
    }
  }

  #wantLocal(file, name, is_public) {
    const { locals, imports } = this.of(file)
    locals.get(name)?.forEach((statement) => this.#keep(file, statement, is_public))
    const imported = locals.has(name) ? undefined : imports.get(name)
    if (imported) {
      this.used.get(file).imports.add(name)
      this.want(imported.from, imported.name, false)
    }
  }

  #keep(file, statement, is_public) {
    const known = this.kept.get(statement)
    this.kept.set(statement, known || is_public)
    if (known !== undefined) {
      return
    }
    const visit = (node) => {
      if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
        const first = node.qualifier && (ts.isIdentifier(node.qualifier) ? node.qualifier : leftmost(node.qualifier))
        this.want(targetOf(file, node.argument.literal.text), first?.text ?? ALL, false)
      } else if (ts.isIdentifier(node)) {
        this.#wantLocal(file, node.text, false)
      }
      ts.forEachChild(node, visit)
    }
    visit(statement)
  }
}

function leftmost(name) {
  return ts.isQualifiedName(name) ? leftmost(name.left) : name
}

const bare = ts.createPrinter({ removeComments: true })

/** A file's text with what stays in it; null when nothing does. */
function textOf(file, shake) {
  const { source } = shake.of(file)
  const { imports, exports } = shake.used.get(file)
  const lines = source.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement)) {
      return importLine(statement, imports)
    }
    if (ts.isExportDeclaration(statement)) {
      return exportLine(statement, exports)
    }
    const is_public = shake.kept.get(statement)
    if (is_public === undefined) {
      return []
    }
    const text = is_public ? statement.getFullText(source) : bare.printNode(ts.EmitHint.Unspecified, statement, source)
    return [is_public ? text.trim() : text.replaceAll(/^ +/gm, "")]
  })
  return lines.length > 0 ? `${lines.join("\n")}\n` : null
}

function importLine({ importClause, moduleSpecifier }, used) {
  const bindings = importClause?.namedBindings
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : []
  const parts = named.filter(({ name }) => used.has(name.text)).map((one) => one.getText())
  const own = importClause?.name && used.has(importClause.name.text) ? [importClause.name.text] : []
  const space = bindings && ts.isNamespaceImport(bindings) && used.has(bindings.name.text) ? [bindings.getText()] : []
  const wanted = [...own, ...space, ...(parts.length > 0 ? [`{ ${parts.join(", ")} }`] : [])]
  const type = importClause?.isTypeOnly ? "type " : ""
  return wanted.length > 0 ? [`import ${type}${wanted.join(", ")} from ${moduleSpecifier.getText()};`] : []
}

function exportLine(statement, used) {
  const { exportClause, moduleSpecifier, isTypeOnly } = statement
  if (!exportClause || ts.isNamespaceExport(exportClause)) {
    return [statement.getText()]
  }
  const parts = exportClause.elements.filter(({ name }) => used.has(name.text)).map((one) => one.getText())
  const from = moduleSpecifier ? ` from ${moduleSpecifier.getText()}` : ""
  return parts.length > 0 ? [`export ${isTypeOnly ? "type " : ""}{ ${parts.join(", ")} }${from};`] : []
}

/** Removes from `files` (declarations, as paths) what no name of the `entries` leads to. */
export function shakeDeclarations(files, entries) {
  const shake = new Shake()
  entries.forEach((entry) => shake.want(entry, ALL, true))
  const texts = files.map((file) => [file, shake.used.has(file) ? textOf(file, shake) : null])
  for (const [file, text] of texts) {
    if (text === null) {
      rmSync(file)
    } else {
      writeFileSync(file, text)
    }
  }
}
