// English texts of our restrictions, a row each: its field, and how the summary of a coupon says it.
import type { RestrictionTexts } from "../../../engine/restrictions/row"
import type { RestrictionKey } from "../../../engine/restrictions/rows"

export const restrictions = {
  restrictions: {
    minimum_amount: {
      label: "Minimum amount",
      hint: "What the covered items must come to. In a currency without an amount it cannot be redeemed.",
      said: "Cart of at least {{value}}",
    },
    minimum_quantity: {
      label: "Minimum quantity",
      hint: "Units of covered items in the cart.",
      said_one: "At least {{count}} unit",
      said_other: "At least {{count}} units",
    },
    first_purchase: {
      label: "First purchase",
      hint: "By orders that were paid.",
      options: {
        any: "Only the first purchase of anything",
        product_type: "Only the first of the product type",
      },
      said: "{{value}}",
      said_options: {
        any: "First purchase only",
        product_type: "First purchase of the product type only",
      },
    },
    audience: {
      label: "Subscribers",
      hint: "New: never paid a subscription invoice.",
      options: {
        all: "Everyone",
        new_subscribers: "New subscribers only",
        existing_subscribers: "Existing subscribers only",
      },
      said: "{{value}}",
    },
    subscription_actions: {
      label: "Subscription events",
      hint: "None ticked: all of them.",
      options: {
        sign_up: "Sign-up",
        renewal: "Renewal",
        upgrade_same_cycle: "Upgrade in the same period",
        switch_to_longer: "Switch to a longer period",
        downgrade: "Downgrade",
      },
      said: "Only on {{value}}",
      said_options: {
        sign_up: "sign-up",
        renewal: "renewal",
        upgrade_same_cycle: "an upgrade within the same billing period",
        switch_to_longer: "a switch to a longer billing period",
        downgrade: "a downgrade",
      },
    },
    customer_ids: {
      label: "Customers",
      said_one: "Only {{count}} named customer",
      said_other: "Only {{count}} named customers",
      said_named: "Only for {{value}}",
    },
    customer_group_ids: {
      label: "Customer groups",
      said_one: "Only {{count}} customer group",
      said_other: "Only {{count}} customer groups",
      said_named: "Only for customers in {{value}}",
    },
    customer_emails: {
      label: "E-mail addresses",
      hint: "One a line; *@acme.com for everybody at acme.com.",
      said_one: "Only {{count}} e-mail address",
      said_other: "Only {{count}} e-mail addresses",
      said_named: "Only for {{value}}",
    },
    sales_channel_ids: {
      label: "Sales channels",
      said_one: "Only {{count}} sales channel",
      said_other: "Only {{count}} sales channels",
      said_named: "Only in the sales channel {{value}}",
    },
    region_ids: {
      label: "Regions",
      said_one: "Only {{count}} region",
      said_other: "Only {{count}} regions",
      said_named: "Only in {{value}}",
    },
    time_windows: {
      label: "Days and hours",
      hint: "By the store's clock. An end at or before the beginning is on the day after. None: at any time.",
      said: "Only {{value}}",
    },
  } satisfies Record<RestrictionKey, RestrictionTexts>,
}
