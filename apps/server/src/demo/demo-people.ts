/** The password of all demo accounts. The server refuses to serve the demo to other machines. */
export const DEMO_PASSWORD = "a-seat-for-everyone";

/**
 * The accounts printed when the demo starts. The admin is created last, as the sign that the demo is complete.
 */
export const DEMO_ACCOUNTS = [
  {
    email: "mara@foyer.example",
    role: "user",
    name: "Mara Lindqvist",
    what: "organizes concerts and theatre",
  },
  {
    email: "jonas@foyer.example",
    role: "user",
    name: "Jonas Okafor",
    what: "organizes talks, workshops and tours",
  },
  { email: "ines@foyer.example", role: "user", name: "Inês Carvalho", what: "goes to everything" },
  { email: "admin@foyer.example", role: "admin", name: "Ada Brandt", what: "administers Foyer" },
] as const;

/** Attendees who only fill seats. */
export const DEMO_ATTENDEES = [
  { email: "tomasz@foyer.example", role: "user", name: "Tomasz Wieczorek" },
  { email: "aiko@foyer.example", role: "user", name: "Aiko Tanabe" },
  { email: "samira@foyer.example", role: "user", name: "Samira Haddad" },
  { email: "ruben@foyer.example", role: "user", name: "Ruben de Wit" },
  { email: "noor@foyer.example", role: "user", name: "Noor Rahman" },
  { email: "clara@foyer.example", role: "user", name: "Clara Weiss" },
  { email: "mateo@foyer.example", role: "user", name: "Mateo Ferrer" },
  { email: "ailsa@foyer.example", role: "user", name: "Ailsa Murray" },
] as const;
