// The verbs of grants, and the questions about them.
export * from "./create-grant"
export * from "./end-grant"
export * from "../../queries/grants/list-grants"
