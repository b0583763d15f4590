// German texts: what every page shares: navigation, lists, states.
import type { common as english } from "../en/common"
import type { Shape } from "../texts"

export const common: Shape<typeof english> = {
  nav: { coupons: "Coupons", subscriptions: "Abonnements" },
  common: {
    cancel: "Abbrechen",
    save: "Speichern",
    loading: "Wird geladen",
    failed: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
    notFound: "Diese Seite konnte nicht geladen werden.",
    retry: "Noch einmal versuchen",
    none: "Keine",
    unlimited: "Unbegrenzt",
    optional: "Optional",
    of: "von",
    ofAbout: "von etwa",
    results: "Ergebnissen",
    pages: "Seiten",
    previous: "Zurück",
    next: "Weiter",
    noMatch: "Zu dieser Suche gibt es nichts.",
    back: "Zurück",
    continue: "Weiter",
    close: "Schließen",
    clear: "Zurücksetzen",
    done: "Fertig",
    ascending: "aufsteigend",
    descending: "absteigend",
  },
  state: {
    draft: "Entwurf",
    paused: "Pausiert",
    scheduled: "Geplant",
    active: "Aktiv",
    expired: "Abgelaufen",
    depleted: "Aufgebraucht",
    archived: "Archiviert",
  },
}
