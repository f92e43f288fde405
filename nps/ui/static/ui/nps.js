// Small comforts only: every act works without this file. No text for people is written here.
"use strict";
(() => {
  const focusNews = (root) => root.querySelector?.("[data-focus]")?.focus();

  const showPassword = (button) => {
    const field = document.getElementById(button.getAttribute("aria-controls"));
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };

  document.addEventListener("DOMContentLoaded", () => {
    focusNews(document);
    for (const button of document.querySelectorAll("[data-show-password]")) {
      button.hidden = false;
      button.addEventListener("click", () => showPassword(button));
    }
  });

  // Esc closes an open menu and gives the focus back to what opened it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("header details[open], .nps-side details[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".nps-account[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target.removeAttribute("aria-busy"));
  document.addEventListener("htmx:afterSwap", (event) => {
    focusNews(event.detail.target);
    const status = document.getElementById("status");
    const told = event.detail.target.querySelector("[data-status]");
    if (status && told) status.textContent = told.dataset.status;
  });
})();
