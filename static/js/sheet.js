// Additions to an assessment form: keys that choose, and parts that unfold as they come to apply.

const sheet = document.getElementById("sheet");

// A number, or the letter of the choice, while the keyboard is among a question's choices. Nowhere else:
// a letter typed into a text is a letter.
sheet?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.type !== "radio") return;
  const choices = [...event.target.closest("[data-choices]").querySelectorAll("input[type=radio]")];
  const letter = choices.find((choice) => choice.value.length === 1 && choice.value === event.key.toUpperCase());
  const chosen = letter ?? choices[Number(event.key) - 1];
  if (!chosen) return;
  event.preventDefault();
  chosen.focus();
  if (chosen.checked) return;
  chosen.checked = true;
  chosen.dispatchEvent(new Event("change", { bubbles: true }));
});

// Opened when the answer it depends on is chosen; closed again only while it is empty.
const holds = (part) =>
  [...part.querySelectorAll("input, textarea, select")].some((field) =>
    field.type === "radio" || field.type === "checkbox" ? field.checked : field.value.trim() !== "",
  );
sheet?.addEventListener("change", (event) => {
  for (const part of sheet.querySelectorAll("details[data-when]")) {
    if (part.dataset.when !== event.target.name) continue;
    const applies = part.dataset.values.split(" ").includes(event.target.value);
    part.open = applies || holds(part);
  }
});
