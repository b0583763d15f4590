// Names of the events that grants emit (rule 48). Each carries `{ id }`, the grant's.

export const GrantEvents = {
  created: "grant.created",
  ended: "grant.ended",
} as const
