// Follows orders at URL with BEARER by graphql-ws, as an integrator would; prints what it is told, a line each.
// Ends after COUNT deliveries. A query and a refused operation come first, on the same socket.
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

const [url, bearer, count] = process.argv.slice(2)
const tell = (kind, what) => console.log(JSON.stringify([kind, what]))
const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: { authorization: `Bearer ${bearer}` },
  lazy: false,
  retryAttempts: 3,
  on: { closed: (event) => tell('closed', event.code), connected: () => tell('connected', null) },
})

const once = (query) =>
  new Promise((resolve) => {
    client.subscribe({ query }, { next: (r) => tell('next', r), error: (e) => { tell('error', e); resolve() }, complete: resolve })
  })

await once('{ viewer { name } }')
await once('{ nothing }')
let seen = 0
await new Promise((resolve, reject) => {
  const stop = client.subscribe(
    { query: 'subscription { orderChanged { id version reset } }' },
    {
      next: (r) => {
        tell('next', r)
        seen += 1
        if (seen >= Number(count)) stop()
      },
      error: reject,
      complete: resolve,
    },
  )
  tell('following', null)
})
await client.dispose()
