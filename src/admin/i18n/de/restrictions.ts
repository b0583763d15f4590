// German texts of our restrictions, a row each: its field, and how the summary of a coupon says it.
import type { restrictions as english } from "../en/restrictions"
import type { Shape } from "../texts"

export const restrictions: Shape<typeof english> = {
  restrictions: {
    minimum_amount: {
      label: "Mindestbetrag",
      hint: "Was die erfassten Positionen mindestens kosten. In einer Währung ohne Betrag ist er nicht einlösbar.",
      said: "Warenkorb ab {{value}}",
    },
    minimum_quantity: {
      label: "Mindestmenge",
      hint: "Stück der erfassten Positionen im Warenkorb.",
      said_one: "Mindestens {{count}} Stück",
      said_other: "Mindestens {{count}} Stück",
    },
    first_purchase: {
      label: "Erster Kauf",
      hint: "Nach bezahlten Bestellungen.",
      options: {
        any: "Nur der erste Kauf überhaupt",
        product_type: "Nur der erste dieses Produkttyps",
      },
      said: "{{value}}",
      said_options: {
        any: "Nur beim ersten Kauf",
        product_type: "Nur beim ersten Kauf dieses Produkttyps",
      },
    },
    audience: {
      label: "Abonnenten",
      hint: "Neu: noch nie eine Abo-Rechnung bezahlt.",
      options: {
        all: "Alle",
        new_subscribers: "Nur neue Abonnenten",
        existing_subscribers: "Nur bestehende Abonnenten",
      },
      said: "{{value}}",
    },
    subscription_actions: {
      label: "Abo-Vorgänge",
      hint: "Nichts angekreuzt: alle.",
      options: {
        sign_up: "Abschluss",
        renewal: "Verlängerung",
        upgrade_same_cycle: "Aufstieg im selben Zeitraum",
        switch_to_longer: "Wechsel zu längerem Zeitraum",
        downgrade: "Abstieg",
      },
      said: "Nur bei {{value}}",
      said_options: {
        sign_up: "Abschluss",
        renewal: "Verlängerung",
        upgrade_same_cycle: "Aufstieg im selben Abrechnungszeitraum",
        switch_to_longer: "Wechsel zu längerem Abrechnungszeitraum",
        downgrade: "Abstieg",
      },
    },
    customer_ids: {
      label: "Kunden",
      said_one: "Nur {{count}} benannter Kunde",
      said_other: "Nur {{count}} benannte Kunden",
      said_named: "Nur für {{value}}",
    },
    customer_group_ids: {
      label: "Kundengruppen",
      said_one: "Nur {{count}} Kundengruppe",
      said_other: "Nur {{count}} Kundengruppen",
      said_named: "Nur für Kunden in {{value}}",
    },
    customer_emails: {
      label: "E-Mail-Adressen",
      hint: "Eine je Zeile; *@acme.com für alle bei acme.com.",
      said_one: "Nur {{count}} E-Mail-Adresse",
      said_other: "Nur {{count}} E-Mail-Adressen",
      said_named: "Nur für {{value}}",
    },
    sales_channel_ids: {
      label: "Vertriebskanäle",
      said_one: "Nur {{count}} Vertriebskanal",
      said_other: "Nur {{count}} Vertriebskanäle",
      said_named: "Nur im Vertriebskanal {{value}}",
    },
    region_ids: {
      label: "Regionen",
      said_one: "Nur {{count}} Region",
      said_other: "Nur {{count}} Regionen",
      said_named: "Nur in {{value}}",
    },
    time_windows: {
      label: "Tage und Uhrzeiten",
      hint: "Nach der Uhr des Shops. Ein Ende, das nicht nach dem Anfang liegt, ist am Tag darauf. Keine: jederzeit.",
      said: "Nur {{value}}",
    },
  },
}
