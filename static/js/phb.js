// Everything here is an addition: each page works without it.

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

// The design system's own behaviour (conditional answers, show password, error focus).
const designSystem = meta("design-system-script");
if (designSystem) {
  import(designSystem).then(({ initAll }) => initAll());
  document.addEventListener("htmx:afterSwap", (event) => {
    import(designSystem).then(({ initAll }) => initAll({ scope: event.detail.target }));
  });
}

// A page from the browser's cache may show what is no longer true, or somebody else's data.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.getElementById("session-warning")) window.location.reload();
});

// A second press while the first is on its way does nothing (the form's key makes it harmless anyway).
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// Signing out leaves none of this user's words in the browser: what is not saved yet is asked about first.
const keptScript = meta("kept-script");
if (keptScript) {
  for (const form of document.querySelectorAll('form[method="post"][action$="/logout/"]')) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const kept = await import(keptScript);
        const unsaved = await kept.of(meta("kept-for"));
        if (unsaved.length && !window.confirm("Words that you typed are not saved yet. Sign out and lose them?")) return;
        await kept.wipe(meta("kept-for"));
      } catch {
        // A browser that keeps nothing has nothing to wipe.
      }
      form.submit();
    });
  }
}

// A page that saves itself says when that did not happen; what was typed stays in its boxes.
const notSaved = (event, words, again) => {
  const place = event.detail.elt?.closest?.("form")?.querySelector("#saved");
  if (!place) return;
  place.textContent = words;
  place.toggleAttribute("data-again", Boolean(again));
};
document.addEventListener("htmx:sendError", (event) => notSaved(event, "Not saved: there is no connection. Leave this page open; it is tried again when the connection is back.", true));
document.addEventListener("htmx:responseError", (event) => notSaved(event, "Not saved. Press Save to see why."));
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (target?.id !== "saved" || !xhr.responseURL || new URL(xhr.responseURL).pathname === window.location.pathname) return;
  event.detail.shouldSwap = false; // the page of signing in
  notSaved(event, "Not saved: you are signed out. Copy what you typed last, then open this page again.");
});
window.addEventListener("online", () => {
  for (const place of document.querySelectorAll("#saved[data-again]")) place.closest("form").dispatchEvent(new Event("change", { bubbles: true }));
});

// Filters: choosing sends the form, the button stays for those without scripts.
for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
  });
}

// Idle warning: five minutes before the session ends.
const WARN_BEFORE = 5 * 60 * 1000;
const seconds = Number(meta("session-seconds"));
const warning = document.getElementById("session-warning");
if (seconds && warning) {
  const length = seconds * 1000;
  let endsAt = Date.now() + length;
  let timer;
  let focusBefore;

  const minutesLeft = () => {
    const minutes = Math.max(1, Math.ceil((endsAt - Date.now()) / 60000));
    return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  };
  const tick = () => {
    if (Date.now() >= endsAt) {
      window.location.reload(); // the sign-in page says what happened
      return;
    }
    document.getElementById("session-warning-minutes").textContent = minutesLeft();
    timer = setTimeout(tick, 15000);
  };
  const warn = () => {
    focusBefore = document.activeElement;
    warning.hidden = false;
    warning.focus();
    tick();
  };
  const plan = () => {
    clearTimeout(timer);
    timer = setTimeout(warn, Math.max(0, endsAt - Date.now() - WARN_BEFORE));
  };
  const stay = document.getElementById("session-warning-stay");
  stay.addEventListener("click", async () => {
    const answer = await fetch(stay.dataset.address, { credentials: "same-origin", redirect: "manual" });
    if (!answer.ok) {
      window.location.reload();
      return;
    }
    endsAt = Date.now() + length;
    warning.hidden = true;
    focusBefore?.focus();
    plan();
  });
  const heard = () => {
    if (!warning.hidden) return;
    endsAt = Date.now() + length;
    plan();
  };
  document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && heard());
  document.addEventListener("phb:saved", heard);
  plan();
}

// Scroll regions take the keyboard only when there is something to scroll.
const setScrollFocus = () => {
  for (const region of document.querySelectorAll(".phb-scroll")) {
    if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  }
};
setScrollFocus();
window.addEventListener("resize", setScrollFocus);
