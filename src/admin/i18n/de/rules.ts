// German texts: around the restrictions, scope, pickers, metadata.
import type { rules as english } from "../en/rules"
import type { Shape } from "../texts"

export const rules: Shape<typeof english> = {
  rules: {
    title: "Wer einlösen darf",
    hint: "Jede gesetzte Regel muss erfüllt sein, wenn der Coupon gewonnen wird. Spätere Rechnungen fragen nicht mehr danach.",
    noChoice: "Egal",
    unknown: "Eine Regel, die diese Version nicht kennt: {{key}}",
    times: {
      row: "Zeiten {{row}}",
      days: "Tage",
      from: "Von",
      to: "Bis",
      remove: "Zeiten {{row}} entfernen",
      add: "Zeiten hinzufügen",
    },
  },
  scope: {
    hint: "Ohne Auswahl gilt er für alles, was verbilligt werden darf.",
    kinds: "Einlösbar für",
    kindsHint: "Üblich: beides für einmalige Coupons, Abonnements für längere.",
    kindsTrial: "Eine Probezeit gehört zu einem Abonnement.",
    included: "Nur diese",
    includedHint:
      "Ein Produkt ist erfasst, wenn eines davon es nennt. Tarife und Abrechnungszeiträume engen weiter ein.",
    excluded: "Diese nicht",
    excludedHint: "Was hier ausgenommen ist, bleibt ausgenommen, was auch sonst es nennt.",
    exclude: "Etwas ausnehmen",
    lists: {
      product_ids: "Produkte",
      variant_ids: "Varianten",
      product_type_ids: "Produkttypen",
      collection_ids: "Sammlungen",
      category_ids: "Kategorien",
      plan_ids: "Tarife",
      billing_periods: "Abrechnungszeiträume",
    },
    periodsHint: "1 Jahr ist dasselbe wie 12 Monate. Trifft nie auf Einzelkäufe zu.",
  },
  pick: {
    search: "Suchen und auswählen",
    options: "Auswahl",
    missing: "Gelöscht ({{id}})",
    remove: "{{name}} entfernen",
    more_one: "und {{count}} weiteres",
    more_other: "und {{count}} weitere",
    narrow_one: "{{count}} weiteres: tippen Sie, um es zu finden.",
    narrow_other: "{{count}} weitere: tippen Sie, um sie zu finden.",
    periodCount: "Wie viele",
    periodUnit: "Einheit",
    units: {
      day: "Tage",
      week: "Wochen",
      month: "Monate",
      year: "Jahre",
    },
    add: "Hinzufügen",
  },
  metadata: {
    title: "Metadaten",
    hint: "Schlüssel und Werte für Ihren eigenen Code; Kunden sehen sie nie.",
    key: "Schlüssel {{row}}",
    value: "Wert {{row}}",
    keyName: "Schlüssel",
    valueName: "Wert",
    remove: "Zeile {{row}} entfernen",
    add: "Zeile hinzufügen",
  },
  file: {
    none: "Datei hierher ziehen oder auswählen.",
    choose: "Datei auswählen",
  },
}
