/*
 * What the pages ask of the page around them, where that is Gatehouse's own and no product's: fresh tokens of
 * whoever is signed in there. The rest of what a product gives to a page is left out; pages do without it.
 */
;(function () {
  const { origin } = window.location

  function askForToken() {
    return new Promise((resolve, reject) => {
      if (window.parent === window) {
        reject(new Error('this page is in no frame'))
        return
      }
      // The answer comes by a channel that only the page around has the other end of.
      const channel = new window.MessageChannel()
      channel.port1.onmessage = ({ data }) => {
        channel.port1.close()
        if (typeof data.token === 'string') resolve(data.token)
        else reject(new Error('the page around gave no token'))
      }
      window.parent.postMessage({ gatehouse: 'context-token' }, origin, [channel.port2])
    })
  }

  window.AP = {
    context: {
      // Both styles, as the product's own: a callback, and a promise.
      getToken(callback) {
        const asked = askForToken()
        if (callback) asked.then(callback, () => undefined)
        return asked
      },
    },
  }
})()
