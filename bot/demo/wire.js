// Talks to the server: JSON calls, and the stream of events that reconnects by itself.

export async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

export async function post(path, body = {}) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

// `on.open` runs at every (re)connection: whatever was missed meanwhile must be fetched again.
export function listen(on) {
  const stream = new EventSource("/events");
  stream.onopen = on.open;
  stream.onerror = on.lost;
  stream.addEventListener("list", on.list);
  stream.addEventListener("phone", (event) => on.phone(JSON.parse(event.data)));
  stream.addEventListener("clock", (event) => on.clock(JSON.parse(event.data).now));
}
