// English texts: what every page shares: navigation, lists, states.
export const common = {
  nav: { coupons: "Coupons", subscriptions: "Subscriptions" },
  common: {
    cancel: "Cancel",
    save: "Save",
    loading: "Loading",
    failed: "This did not work. Please try again.",
    notFound: "This page could not be loaded.",
    retry: "Try again",
    none: "None",
    unlimited: "Unlimited",
    optional: "Optional",
    of: "of",
    results: "results",
    pages: "pages",
    previous: "Previous",
    next: "Next",
    noMatch: "Nothing matches this search.",
  },
  state: {
    draft: "Draft",
    scheduled: "Scheduled",
    active: "Active",
    expired: "Expired",
    depleted: "Used up",
    archived: "Archived",
  },
}
