import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/fraunces/opsz.css";
import "./app/mantine-styles";
import "./app/tokens.css";
import "./app/global.css";
import "./app/print.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";

const place = document.getElementById("root");
if (!place) throw new Error("index.html has no element with the id root.");
createRoot(place).render(<App />);
