// Suite: the story that the demo plays, played again in the test's shop.
import type { Shop } from "../../helpers/world"

export function story(shop: Shop): void {
  it("rules 10 and 11: discounts exactly the promised invoices: 13 weekly, 3 monthly, 1 yearly", async () => {
    const { playStory, renderStory } = await import("../../../scripts/story.mjs")

    const outcome = await playStory(shop.world.facts)

    expect(outcome.problems).toEqual([])
    expect(outcome.subscriptions.map(({ name, discounted, invoices }) => [name, discounted, invoices.length])).toEqual([
      ["Weekly", 13, 61],
      ["Monthly", 3, 15],
      ["Yearly", 1, 2],
    ])
    expect(outcome.before.total).toBe(342.5)
    expect(outcome.after.total).toBe(274)
    expect(renderStory(outcome)).toContain("Every figure is as promised.")
  }, 300_000)
}
