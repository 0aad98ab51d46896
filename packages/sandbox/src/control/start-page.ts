/** What a browser sees at `/` for now: where the control API is. */
export const START_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Waypost sandbox</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}code{background:#eee;padding:.1em .3em}</style>
<h1>Waypost sandbox</h1>
<p>A WhatsApp server on this machine, with virtual phones. Nothing here reaches WhatsApp.</p>
<ul>
<li><a href="/v1/info"><code>GET /v1/info</code></a>: what a client needs to connect</li>
<li><a href="/v1/phones"><code>GET /v1/phones</code></a>: the phones; <code>POST</code> adds one</li>
<li><code>POST /v1/phones/:number/scan</code>: scan the QR code of a client</li>
<li><code>POST /v1/phones/:number/messages</code>: write; <code>GET</code> shows what the phone displays</li>
<li><a href="/v1/groups"><code>GET /v1/groups</code></a>: the groups; <code>POST</code> creates one, <code>PATCH /v1/groups/:id</code> changes it</li>
<li><a href="/v1/faults"><code>GET /v1/faults</code></a>: faults; <code>POST</code> adds one</li>
<li><a href="/v1/stanzas"><code>GET /v1/stanzas</code></a>: the wire log</li>
<li><a href="/v1/events"><code>GET /v1/events</code></a>: event stream</li>
</ul>
</html>
`;
