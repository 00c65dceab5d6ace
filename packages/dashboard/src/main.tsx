// First, before anything can send the address anywhere: it may hold a key or a token.
import "./session/fragment-key.ts";
import "./session/portal.ts";
import "./theme/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("Cannot start: index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
