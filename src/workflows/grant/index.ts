// The workflows of grants.
export * from "./create-grant"
export * from "./end-grant"
