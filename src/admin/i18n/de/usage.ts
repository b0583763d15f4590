// German texts: the chart and table of a coupon's usage.
import type { usage as english } from "../en/usage"
import type { Shape } from "../texts"

export const usage: Shape<typeof english> = {
  usage: {
    title: "Nutzung",
    subtitle: "Wie oft Kunden ihn eingelöst und wie viel sie gespart haben.",
    empty: "Noch nichts zu zeichnen",
    emptyHint:
      "Sobald Kunden diesen Coupon einlösen, steht hier, wie oft und wie viel, Tag für Tag und nach dem Kanal ihres Codes.",
    emptyRange: "In diesem Zeitraum hat ihn niemand eingelöst.",
    range: "Zeitraum",
    ranges: {
      d30: "Letzte 30 Tage",
      d90: "Letzte 90 Tage",
      d365: "Letzte 12 Monate",
      all: "Gesamte Zeit",
    },
    view: "Gruppiert",
    byDay: "Im Verlauf",
    byChannel: "Nach Kanal",
    asTable: "Als Tabelle",
    asChart: "Als Diagramm",
    measure: "Was gezeigt wird",
    redemptions: "Einlösungen",
    money: "Gespart in {{currency}}",
    labelDays: "{{what}} im Verlauf",
    labelChannels: "{{what}} nach Kanal",
    noChannel: "Ohne Kanal",
    when: "Gruppe",
    net: "Stornos zählen am Tag ihrer Buchung dagegen. Jede verbilligte Rechnung eines Abonnements zählt.",
  },
}
