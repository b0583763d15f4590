// Who the admin of the seeded shop is.

/** E-mail address and password of the demo's admin. */
export async function demoLogin(): Promise<{ email: string; password: string }> {
  const { demoAdmin } = await import("../../../scripts/lib/shop.mjs")
  return demoAdmin
}
