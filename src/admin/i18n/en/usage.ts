// English texts: the chart and table of a coupon's usage.
export const usage = {
  usage: {
    title: "Usage",
    subtitle: "How often customers redeemed it, and how much they saved.",
    empty: "Nothing to draw yet",
    emptyHint:
      "Once customers redeem this coupon, this shows how often and how much, day by day and by the channel their code came from.",
    emptyRange: "Nobody redeemed it in this range.",
    range: "Range",
    ranges: {
      d30: "Last 30 days",
      d90: "Last 90 days",
      d365: "Last 12 months",
      all: "All time",
    },
    view: "Grouped",
    byDay: "Over time",
    byChannel: "By channel",
    asTable: "Show as table",
    asChart: "Show as chart",
    measure: "What is shown",
    redemptions: "Redemptions",
    money: "Saved in {{currency}}",
    labelDays: "{{what}} over time",
    labelChannels: "{{what}} by channel",
    noChannel: "No channel",
    when: "Group",
    net: "Reversals are taken off on the day they were booked. Each discounted invoice of a subscription counts.",
  },
}
