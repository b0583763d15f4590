// Restrictions: the rows, the table they make, and what the API accepts for them.
export * from "./row"
export * from "./rows"
export * from "./schema"
export * from "./table"
