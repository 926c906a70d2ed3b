"use strict";
// What a page needs beside HTML: focus after a change, words when a request fails, one submission at a time.
(() => {
  const live = document.getElementById("live");
  const errorRegion = document.getElementById("request-error");
  let focusWasInside = false;

  function showError(kind) {
    errorRegion.replaceChildren();
    const box = document.createElement("div");
    box.className = "ds-alert";
    box.dataset.color = "danger";
    box.textContent = errorRegion.dataset[kind];
    errorRegion.append(box);
  }

  function clearError() {
    errorRegion.replaceChildren();
  }

  function kindOf(status) {
    if (status === 0) return "offline";
    if (status === 403 || status === 404) return "refused";
    return status < 500 ? "wrong" : "server";
  }

  // A log-in that ran out answers with the log-in page: open the page anew instead of putting that inside it.
  function logInRanOut(xhr) {
    return Boolean(xhr.responseURL) && new URL(xhr.responseURL).pathname === errorRegion.dataset.logIn;
  }

  // A panel that is answered with a whole page keeps its link: a page inside a page could fetch itself for ever.
  function isPageForPanel(detail) {
    return detail.target.matches(".remote") && /<html[\s>]/i.test(detail.xhr.responseText);
  }

  // The filters keep the order that the list has now, and leave what is empty out of the address.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches("form.filters")) return;
    const parameters = event.detail.parameters;
    const sort = new URLSearchParams(window.location.search).get("sort");
    if (sort) parameters.sort = sort;
    for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    event.detail.target.setAttribute("aria-busy", "true");
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    clearError();
    if (logInRanOut(event.detail.xhr)) {
      event.detail.shouldSwap = false;
      window.location.reload();
      return;
    }
    if (isPageForPanel(event.detail)) event.detail.shouldSwap = false;
    focusWasInside = event.detail.target.contains(document.activeElement);
  });

  // The target that was asked for may be gone from the page by now; its successor has the same id.
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = document.getElementById(event.detail.target.id) || event.detail.target;
    target.removeAttribute("aria-busy");
    const sentence = target.querySelector("[data-announce]");
    if (sentence) live.textContent = sentence.textContent.trim();
    if (focusWasInside && !target.contains(document.activeElement)) focusStart(target);
    focusWasInside = false;
  });

  function focusStart(region) {
    const start = region.querySelector("[data-focus-after-swap]") || region;
    if (!start.hasAttribute("tabindex")) start.setAttribute("tabindex", "-1");
    start.focus({ preventScroll: true });
  }

  document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));
  document.addEventListener("htmx:responseError", (event) => showError(kindOf(event.detail.xhr.status)));
  document.addEventListener("htmx:sendError", () => showError("offline"));
  document.addEventListener("htmx:timeout", () => showError("offline"));

  // A second press of the button while the first is on its way would do the thing twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // A form that fetches a file stays on the page, and may fetch it again.
    if (form.method !== "post" || event.defaultPrevented || form.matches("[data-again]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      if (event.submitter && event.submitter.name === form.dataset.queue) pressLater(event.submitter);
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });

  // The buttons named in `data-queue` may be pressed faster than a page answers, as one for each child: what is pressed
  // meanwhile is pressed on the page that comes.
  const PRESSED = "pressed-meanwhile";
  function pressLater(button) {
    sessionStorage.setItem(PRESSED, JSON.stringify([...waitingPresses(), button.value]));
  }
  function waitingPresses() {
    return JSON.parse(sessionStorage.getItem(PRESSED) || "[]");
  }
  function pressWaiting() {
    const [next, ...others] = waitingPresses();
    sessionStorage.removeItem(PRESSED);
    const form = document.querySelector("form[data-queue]");
    const named = form ? [...form.elements].filter((element) => element.name === form.dataset.queue) : [];
    const button = named.find((element) => element.value === next);
    if (!button) return;
    if (others.length) sessionStorage.setItem(PRESSED, JSON.stringify(others));
    form.requestSubmit(button);
  }

  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
  });

  document.querySelector("[data-focus-on-load]")?.focus();
  pressWaiting();
})();
