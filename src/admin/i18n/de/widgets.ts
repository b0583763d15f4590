// German texts: what is added to core's pages of products, customers, orders and draft orders.
import type { widgets as english } from "../en/widgets"
import type { Shape } from "../texts"

export const widgets: Shape<typeof english> = {
  widgets: {
    coupons: "Coupons",
    couponsHint: "Aktive Coupons, die dieses Produkt erfassen, einmalig oder in einem seiner Tarife gekauft.",
    noCoupons: "Kein aktiver Coupon erfasst dieses Produkt.",
    moreCoupons_one: "Und ein weiterer.",
    moreCoupons_other: "Und {{count}} weitere.",
    toCoupons: "Zu allen Coupons",
    customer: "Coupons und Rabatte",
    customerHint: "Was diesen Kunden verbilligt, was ihm gewährt ist und was er eingelöst hat.",
    noDiscounts: "Kein eigener Rabatt dieses Kunden",
    noDiscountsHint: "Ein hier angewendeter Rabatt senkt alle Rechnungen seiner Abonnements.",
    noRedemptionsHint: "Einlösungen erscheinen hier, sobald dieser Kunde mit einem Coupon bestellt.",
    order: "Coupons und Rabatte",
    orderHint: "Was diese Bestellung verbilligt hat, und warum.",
    orderWithout: "Kein Coupon hat diese Bestellung verbilligt.",
    receipt: "Beleg herunterladen",
    receiptOf: "Beleg",
    receiptSaved: "Der Beleg ist gespeichert.",
    reasons: {
      code: {
        order: "Der Kunde hat {{code}} eingegeben.",
        subscription: "Der Kunde hat {{code}} eingegeben, als das Abonnement begann; der Rabatt läuft darauf.",
        item: "Der Kunde hat {{code}} eingegeben; der Rabatt läuft auf einer Position des Abonnements.",
        customer: "Der Code {{code}} wurde auf den Kunden angewendet.",
        invoice: "Der Code {{code}} wurde auf diese Rechnung angewendet.",
      },
      grant: {
        order: "Er war dem Kunden gewährt und galt im Warenkorb von selbst.",
        subscription: "Er war dem Kunden in dem Warenkorb gewährt, mit dem das Abonnement begann.",
        item: "Er war dem Kunden in dem Warenkorb gewährt, mit dem das Abonnement begann.",
        customer: "Er war dem Kunden gewährt.",
        invoice: "Er war dem Kunden gewährt.",
      },
      admin: {
        order: "Er wurde im Admin auf diese Bestellung angewendet.",
        subscription: "Er wurde im Admin auf das Abonnement angewendet.",
        item: "Er wurde im Admin auf eine Position des Abonnements angewendet.",
        customer: "Er wurde im Admin auf den Kunden angewendet, für alle seine Abonnements.",
        invoice: "Er wurde im Admin auf diese eine Rechnung angewendet.",
      },
    },
    beganSubscription: "{{items}}: das Abonnement, das mit dieser Bestellung begann",
    ofSubscription: "Zum Abonnement, das diese Bestellung berechnet",
    draftHint: "Rabatte auf diesem Bestellentwurf. Grenzen zählen, wenn er zur Bestellung wird.",
    draftEmpty: "Noch kein Rabatt",
    draftEmptyHint:
      "Wenden Sie einen Coupon oder einen einmaligen Rabatt an; die neue Summe sehen Sie vor dem Bestätigen.",
  },
}
