/** All demo accounts have this password. The demo only ever listens on this machine. */
export const DEMO_PASSWORD = "a-seat-for-everyone";

/** The accounts that are printed when the demo starts. The admin is created last: it marks the demo as complete. */
export const DEMO_ACCOUNTS = [
  { email: "mara@foyer.example", name: "Mara Lindqvist", what: "organizes concerts and theatre" },
  { email: "jonas@foyer.example", name: "Jonas Okafor", what: "organizes talks, workshops and tours" },
  { email: "ines@foyer.example", name: "Inês Carvalho", what: "goes to everything" },
  { email: "admin@foyer.example", name: "Ada Brandt", what: "administers Foyer" },
] as const;

/** Attendees without much of a story; they fill the seats. */
export const DEMO_ATTENDEES = [
  { email: "tomasz@foyer.example", name: "Tomasz Wieczorek" },
  { email: "aiko@foyer.example", name: "Aiko Tanabe" },
  { email: "samira@foyer.example", name: "Samira Haddad" },
  { email: "ruben@foyer.example", name: "Ruben de Wit" },
  { email: "noor@foyer.example", name: "Noor Rahman" },
  { email: "clara@foyer.example", name: "Clara Weiss" },
  { email: "mateo@foyer.example", name: "Mateo Ferrer" },
  { email: "ailsa@foyer.example", name: "Ailsa Murray" },
] as const;
