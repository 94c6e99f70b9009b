// Phrases under a text box, [data-phrase-for=id]: a tap writes the phrase into it, behind what stands there.
export function startPhrases() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-phrase-for]");
    const field = button && document.getElementById(button.dataset.phraseFor);
    if (!field) return;
    field.value = [field.value.trim(), button.textContent.trim()].filter(Boolean).join("；");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
