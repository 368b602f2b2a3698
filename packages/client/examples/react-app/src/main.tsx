import { createFoyerClient } from "@foyer/client";
import { createRoot } from "react-dom/client";
import { UpcomingEvents } from "./upcoming-events";

const foyer = createFoyerClient({ url: "/trpc" });
const element = document.getElementById("app");
if (element === null) throw new Error("The page has no place for the app.");
createRoot(element).render(<UpcomingEvents foyer={foyer} />);
