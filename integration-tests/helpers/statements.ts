// What a piece of work asks of the database: its statements, and what answering them reads. For tests of questions that must
// cost the same in a large shop: fill the tables, `ANALYZE` them, and compare.
import type { Knex } from "@medusajs/framework/mikro-orm/knex"

/** A statement as it was sent, with "$1" for its first value. */
export interface Statement {
  sql: string
  bindings: unknown[]
}

/** What the questions among some statements read. */
export interface Cost {
  /** 8 KiB blocks, from memory or disk, without those of planning. */
  blocks: number
  /** Tables that were read from end to end, each once, in alphabetical order. */
  scanned: string[]
  /** How many questions there were. */
  questions: number
}

interface PlanNode {
  "Node Type": string
  "Relation Name"?: string
  "Shared Hit Blocks": number
  "Shared Read Blocks": number
  Plans?: PlanNode[]
}

interface Connection {
  query(text: string, values?: unknown[]): Promise<{ rows: { "QUERY PLAN": { Plan: PlanNode }[] }[] }>
}

/** The statements that `work` sends over this pool, whoever sends them; BEGIN and the like among them. */
export async function statementsOf(knex: Knex, work: () => Promise<unknown>): Promise<Statement[]> {
  const sent: Statement[] = []
  const note = ({ sql, bindings }: { sql: string; bindings?: unknown[] }) => {
    sent.push({ sql, bindings: bindings ?? [] })
  }
  knex.on("query", note)
  try {
    await work()
  } finally {
    knex.removeListener("query", note)
  }
  return sent
}

/** What the questions of `work` read, asked once more after it: what it wrote itself is there by then. */
export async function costOf(knex: Knex, work: () => Promise<unknown>): Promise<Cost> {
  const questions = (await statementsOf(knex, work)).filter(({ sql }) => /^\s*(select|with)\b/i.test(sql))
  const client = knex.client as Knex.Client
  const connection = (await client.acquireConnection()) as Connection
  try {
    await connection.query("BEGIN")
    const plans: PlanNode[] = []
    for (const { sql, bindings } of questions) {
      const { rows } = await connection.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, bindings)
      plans.push(rows[0]!["QUERY PLAN"][0]!.Plan)
    }
    return {
      blocks: plans.reduce((sum, plan) => sum + plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], 0),
      scanned: [...new Set(plans.flatMap(scannedBy))].sort(),
      questions: plans.length,
    }
  } finally {
    await connection.query("ROLLBACK")
    await client.releaseConnection(connection)
  }
}

function scannedBy(node: PlanNode): string[] {
  const own = node["Node Type"] === "Seq Scan" ? [node["Relation Name"] ?? ""] : []
  return [...own, ...(node.Plans ?? []).flatMap(scannedBy)]
}
