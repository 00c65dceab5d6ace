/** `https://api.example.com/hooks/a` as `api.example.com/hooks/a`, with the middle left out where it is long. */
export function shortUrl(url: string, characters = 64): string {
  const shown = url.replace(/^https:\/\//, "");
  if (shown.length <= characters) return shown;
  const head = Math.ceil((characters - 1) * 0.6);
  return `${shown.slice(0, head)}…${shown.slice(shown.length - (characters - 1 - head))}`;
}
