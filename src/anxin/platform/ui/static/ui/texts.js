// The sentences that scripts show come from the page, in its language.
const source = document.getElementById("ax-texts");
const table = source ? JSON.parse(source.textContent) : {};

export function text(key, values = {}) {
  return Object.entries(values).reduce((line, [name, value]) => line.replace(`{${name}}`, value), table[key] || key);
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content || "";
}
