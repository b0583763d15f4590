// Restrictions: the rows, ours and an app's, the table they make, and what the API accepts for them.
export * from "./registry"
export * from "./row"
export * from "./rows"
export * from "./schema"
export * from "./table"
