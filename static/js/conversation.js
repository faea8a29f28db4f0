// The questions of a conversation: each answer is kept in this browser at once, sent by itself, and sent again until it is
// saved. Without this script every answer is an ordinary form with its own button.

const root = document.getElementById("questions");
const says = document.getElementById("kept");
const NOT_WORDS = new Set(["csrfmiddlewaretoken", "question", "row", "key", "seen", "go"]);
const AFTER_TYPING = 1500;
const LONGEST_ANSWER = 20000;
const TOO_OLD = 30 * 24 * 60 * 60 * 1000;

if (root) start();

async function start() {
  const { version, owner, device, keptScript } = root.dataset;
  const states = new Map();
  let kept = null;
  let key = null;
  let signedOut = false;
  let stale = false;
  let failures = 0;
  let retry;
  let lastSaved = "";

  // --- keeping, in the browser

  try {
    kept = await import(keptScript);
    key = await kept.keyFrom(root.dataset.key);
  } catch {
    kept = null; // no encryption here: words are only sent, and leaving the page asks first
  }
  root.removeAttribute("data-key");

  const state = (form) => {
    if (!states.has(form)) states.set(form, { edit: 0, dirty: false, sending: false, blocked: false, id: "" });
    return states.get(form);
  };
  const words = (form) => [...new FormData(form)].filter(([name]) => !NOT_WORDS.has(name));
  const field = (form, name) => form.elements.namedItem(name);
  const idOf = (form) => {
    const made = form.dataset.card.endsWith("-new") ? field(form, "key").value : "";
    return [owner, version, form.dataset.card, made].join("|");
  };

  // One writing at a time; what was typed meanwhile is written next, in one go.
  const keep = (form) => {
    const mine = state(form);
    mine.again = true;
    mine.keeping ??= (async () => {
      while (mine.again) {
        mine.again = false;
        await keepOnce(form);
      }
      mine.keeping = null;
      tell(form);
    })();
    return mine.keeping;
  };
  const keepOnce = async (form) => {
    const mine = state(form);
    if (!kept || !key || !mine.dirty) return;
    const edit = mine.edit;
    const id = (mine.id ||= idOf(form));
    const value = {
      card: form.dataset.card,
      question: field(form, "question").value,
      row: field(form, "row").value,
      key: field(form, "key").value,
      seen: field(form, "seen").value,
      words: words(form),
    };
    try {
      const sealed = await kept.seal(key, id, value);
      // Saved while it was being sealed: it must not come back. Typed on meanwhile: the next writing has it all.
      if (!mine.dirty || mine.edit !== edit) return;
      await kept.put({ id, owner, subject: version, at: Date.now(), ...sealed });
      mine.isKept = true;
      if (!mine.dirty) await kept.remove(id);
    } catch {
      mine.isKept = false; // full or forbidden: said beside the answer
    }
  };
  const forget = async (form) => {
    const mine = state(form);
    if (kept && mine.id) await kept.remove(mine.id).catch(() => {});
    mine.id = "";
    mine.isKept = false;
  };

  // --- saying where things stand

  const line = (form, text) => {
    const place = form.querySelector("[data-state]");
    if (place.textContent !== text) place.textContent = text;
  };
  const waiting = () => [...states].filter(([, mine]) => mine.dirty);
  const tell = (form) => {
    if (form) {
      const mine = state(form);
      if (mine.dirty && !mine.blocked) line(form, mine.isKept ? `Kept on ${device}, not yet saved` : "Not yet saved");
    }
    const open = waiting();
    const safe = open.every(([, mine]) => mine.isKept);
    const where = safe ? `Your words are kept on ${device}.` : "Copy your words before you leave this page.";
    let text = lastSaved;
    if (signedOut) text = open.length ? `You are signed out. ${where} Sign in again to save them.` : "You are signed out.";
    else if (stale) text = `This page is out of date. ${where} Open the page again to save them.`;
    else if (open.some(([, mine]) => mine.blocked)) text = "One answer is not saved: look at it again.";
    else if (open.length && failures)
      text = safe
        ? `Kept on ${device}, not yet saved. It is saved by itself when the connection is back.`
        : "Not yet saved. Leave this page open until the connection is back.";
    else if (open.length) text = safe ? `Kept on ${device}, not yet saved` : "Not yet saved";
    if (says.firstChild?.textContent !== text) {
      says.replaceChildren(document.createTextNode(text));
      if (signedOut || stale) {
        const link = Object.assign(document.createElement("a"), { href: location.pathname, textContent: signedOut ? "Sign in" : "Open it again" });
        says.append(" ", link);
      }
    }
    says.dataset.waits = open.length ? "yes" : "";
  };

  // --- sending

  const later = () => {
    clearTimeout(retry);
    retry = setTimeout(sendAll, Math.min(30000, 1000 * 2 ** Math.min(failures, 5)));
  };
  const sendAll = async () => {
    if (signedOut || stale) return;
    for (const [form, mine] of waiting()) if (!mine.blocked) await send(form);
  };

  const send = async (form) => {
    const mine = state(form);
    if (mine.sending || !mine.dirty || signedOut || stale) return;
    clearTimeout(mine.timer);
    mine.sending = true;
    const edit = mine.edit;
    const body = new URLSearchParams(new FormData(form));
    body.set("go", "stay");
    const limit = new AbortController();
    const tooLong = setTimeout(() => limit.abort(), LONGEST_ANSWER);
    try {
      const answer = await fetch(location.pathname, {
        method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual", signal: limit.signal,
      });
      if (answer.type === "opaqueredirect") signedOut = true;
      else if (answer.status === 403) stale = true;
      else if (answer.status >= 500) throw new Error("away");
      else if (answer.status === 404) block(form, "This can no longer be saved here. Copy your words and tell your care coordinator.");
      else await heard(form, edit, answer.status, await answer.json());
      failures = 0;
    } catch {
      failures += 1;
      later();
    } finally {
      clearTimeout(tooLong);
      mine.sending = false;
    }
    tell(form);
    // Typed on meanwhile: the rest goes after it.
    if (mine.dirty && mine.edit !== edit && !mine.blocked && !failures) soon(form);
  };

  const heard = async (form, edit, status, answer) => {
    const mine = state(form);
    if (status === 409) return beside(form, answer);
    if (status !== 200) return block(form, answer.words || "Not saved yet: something here needs mending.");
    field(form, "seen").value = JSON.stringify(answer.seen);
    if (answer.row) known(form, answer.row);
    const box = form.querySelector("[data-theirs]");
    box.replaceChildren();
    document.dispatchEvent(new CustomEvent("phb:saved"));
    if (mine.edit !== edit) return keep(form);
    mine.dirty = false;
    mine.blocked = false;
    await forget(form);
    lastSaved = `Saved at ${answer.saved}`;
    line(form, lastSaved);
    overview(form);
  };

  // A line that was added has a number now: from here on it is changed, not added. It keeps its place under the old name.
  const known = (form, row) => {
    for (const other of root.querySelectorAll(`form[data-card]`)) {
      const same = field(other, "question").value === field(form, "question").value && field(other, "row").value === String(row);
      if (other !== form && same) (other.closest("details") ?? other).remove();
    }
    field(form, "row").value = row;
  };

  const block = (form, text) => {
    const mine = state(form);
    mine.blocked = true;
    line(form, mine.isKept ? `${text} Your words are kept on ${device}.` : text);
  };

  // Somebody else wrote in the same box: both are shown, and nothing goes before a choice is made.
  const beside = (form, answer) => {
    const box = form.querySelector("[data-theirs]");
    const make = (tag, text, name) => Object.assign(document.createElement(tag), { textContent: text, className: name ?? "" });
    box.replaceChildren(
      make("h3", "Somebody else has written here meanwhile", "phb-talk__lead"),
      make("p", "Nothing is lost: your words are still in the boxes. Look at both, then save what is right."),
    );
    const decide = () => {
      field(form, "seen").value = answer.seen;
      state(form).blocked = false;
      box.replaceChildren();
      changed(form);
      send(form);
    };
    for (const each of answer.theirs) {
      box.append(make("p", answer.theirs.length > 1 ? `${each.label} What stands there now:` : "What stands there now:", "phb-talk__label"), make("blockquote", each.words, "phb-talk__other"));
    }
    const mine = Object.assign(make("button", "Keep my words", "nhsuk-button"), { type: "button" });
    const theirs = Object.assign(make("button", "Take the other words", "nhsuk-button nhsuk-button--secondary"), { type: "button" });
    mine.addEventListener("click", decide);
    theirs.addEventListener("click", () => {
      for (const each of answer.theirs) fill(form, each.name, [each.value]);
      decide();
    });
    const acts = make("div", "", "phb-talk__acts");
    acts.append(mine, theirs);
    box.append(acts);
    block(form, "Not saved: somebody else changed the same words.");
  };

  // --- typing

  const soon = (form) => {
    const mine = state(form);
    clearTimeout(mine.timer);
    mine.timer = setTimeout(() => send(form), AFTER_TYPING);
  };
  const changed = (form) => {
    const mine = state(form);
    mine.edit += 1;
    mine.dirty = true;
    return keep(form);
  };
  const typed = (event) => {
    const form = event.target.closest("form[data-card]");
    if (!form) return;
    const mine = state(form);
    // While both are shown, only a choice goes on; what needs mending is tried again once it is changed.
    if (!form.querySelector("[data-theirs] button")) mine.blocked = false;
    changed(form);
    if (!mine.blocked) soon(form);
  };
  root.addEventListener("input", typed);
  root.addEventListener("change", typed);
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-card]");
    if (!form) return;
    if (event.submitter?.value === "take_out") {
      state(form).dirty = false;
      forget(form);
      return;
    }
    event.preventDefault();
    const mine = state(form);
    if (form.querySelector("[data-theirs] button")) return;
    mine.blocked = false;
    if (!mine.dirty && !field(form, "row").value && form.dataset.card.endsWith("-new")) changed(form);
    send(form);
    if (event.submitter?.value === "next") {
      const next = form.closest(".phb-talk__question").nextElementSibling;
      location.hash = next?.id ? `#${next.id}` : "#overview";
    }
  });

  const fill = (form, name, values) => {
    for (const box of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (box.type === "radio") box.checked = values.includes(box.value);
      else if (box.type === "checkbox") box.checked = values.length > 0;
      else box.value = values[0] ?? "";
    }
  };
  const overview = (form) => {
    const question = field(form, "question").value;
    const place = root.querySelector(`[data-said="${CSS.escape(question)}"]`);
    const said = words(form).map(([, value]) => value).filter(Boolean).join(" · ");
    if (place && said) place.textContent = said.slice(0, 160);
    const folded = form.closest("details")?.querySelector("[data-line]");
    if (folded && said) folded.textContent = said.slice(0, 160);
  };

  // --- adding lines, without asking the server for an empty one

  // Without encryption (an address without TLS) the browser makes no such number by itself.
  const uuid = () =>
    crypto.randomUUID?.() ??
    [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const blanks = new Map();
  for (const form of root.querySelectorAll('form[data-card$="-new"]')) blanks.set(field(form, "question").value, form.cloneNode(true));
  const another = (question) => {
    const made = blanks.get(question).cloneNode(true);
    const mark = uuid();
    field(made, "key").value = mark;
    for (const each of made.querySelectorAll("[id], [for], [aria-describedby]")) {
      for (const name of ["id", "for", "aria-describedby"]) {
        if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replaceAll("-new-", `-${mark}-`));
      }
    }
    root.querySelector(`[data-cards="${question}"]`).append(made);
    return made;
  };
  for (const button of root.querySelectorAll("[data-another]")) {
    button.hidden = false;
    button.addEventListener("click", () => another(button.dataset.another).querySelector("textarea, input:not([type=hidden])").focus());
  }

  // --- what was kept before: a page closed, a tablet that went out, a session that ended

  const restore = async () => {
    if (!kept || !key) return;
    for (const record of await kept.of(owner, version)) {
      let value;
      try {
        if (Date.now() - record.at > TOO_OLD) throw new Error("too old");
        value = await kept.unseal(key, record);
      } catch {
        await kept.remove(record.id);
        continue;
      }
      const form = cardFor(value);
      if (!form) {
        homeless(record, value);
        continue;
      }
      const here = form.dataset.card === value.card || form.dataset.card.endsWith("-new") === value.card.endsWith("-new");
      if (here) for (const name of ["row", "key", "seen"]) field(form, name).value = value[name];
      const names = new Set([...form.elements].map((each) => each.name).filter((name) => name && !NOT_WORDS.has(name)));
      for (const name of names) fill(form, name, value.words.filter(([each]) => each === name).map(([, text]) => text));
      const fold = form.closest("details");
      if (fold) fold.open = true;
      Object.assign(state(form), { edit: 1, dirty: true, isKept: true, id: record.id });
      tell(form);
    }
  };
  const cardFor = (value) => {
    const there = [...root.querySelectorAll("form[data-card]")].filter((form) => field(form, "question").value === value.question);
    const same = there.find((form) => form.dataset.card === value.card);
    // Somebody took the line out meanwhile: its words come back as a new one.
    if (!value.card.endsWith("-new")) return same ?? (blanks.has(value.question) ? another(value.question) : null);
    const byRow = value.row && there.find((form) => field(form, "row").value === value.row);
    if (byRow) return byRow;
    const empty = there.find((form) => form.dataset.card.endsWith("-new") && !field(form, "row").value && !state(form).dirty);
    return empty ?? (blanks.has(value.question) ? another(value.question) : null);
  };

  // Words that have no box any more (the plan was agreed, the line is gone) are shown, to be copied or thrown away.
  const homeless = (record, value) => {
    const place = document.getElementById("homeless");
    place.hidden = false;
    const entry = document.createElement("div");
    const text = value.words.map(([, each]) => each).filter(Boolean).join("\n");
    const quote = Object.assign(document.createElement("blockquote"), { className: "phb-talk__other", textContent: text });
    const away = Object.assign(document.createElement("button"), { type: "button", className: "nhsuk-button nhsuk-button--secondary", textContent: "Throw these words away" });
    away.addEventListener("click", async () => {
      await kept.remove(record.id);
      entry.remove();
      place.hidden = !place.querySelector("blockquote");
    });
    entry.append(quote, away);
    place.append(entry);
  };

  // --- moving about

  const arrive = () => {
    const place = document.querySelector(location.hash || "#overview");
    place?.querySelector(".phb-talk__ask")?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    sendAll();
  };
  window.addEventListener("hashchange", arrive);
  window.addEventListener("online", sendAll);
  document.addEventListener("visibilitychange", sendAll);
  window.addEventListener("beforeunload", (event) => {
    if (waiting().some(([, mine]) => !mine.isKept)) event.preventDefault();
  });

  await restore();
  tell();
  root.dataset.ready = "yes";
  sendAll();
}
