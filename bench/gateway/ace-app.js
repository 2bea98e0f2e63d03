// The plain way of a Connect app: ACE authenticates, a row is written with Sequelize, and ACE's client calls
// as the user. Not among `peers/`: it stands on the very ACE, Express and Sequelize that the app has.
import connect from 'atlassian-connect-express'
import OAuth2 from 'atlassian-connect-express/lib/internal/oauth2.js'
import express from 'express'
import { DataTypes, Sequelize } from 'sequelize'

const { PORT, UPSTREAM, TOKEN_URL, DATABASE_FILE, SHARED_SECRET, CLIENT_KEY } = process.env

// ACE knows the token server by the host of the site; the bench has one of its own.
OAuth2.prototype.getAuthorizationServer = () => TOKEN_URL

const silent = Object.assign(Object.create(console), { info() {}, warn() {}, error() {} })
const app = express().set('env', 'production')
const descriptor = {
  key: 'bench',
  name: 'Bench',
  baseUrl: `http://127.0.0.1:${PORT}`,
  authentication: { type: 'jwt' },
  scopes: ['READ', 'ACT_AS_USER'],
  apiMigrations: { 'signed-install': true },
}
const settings = {
  product: 'jira',
  localBaseUrl: descriptor.baseUrl,
  store: {
    adapter: 'sequelize',
    dialect: 'sqlite',
    storage: `${DATABASE_FILE}.ace`,
    logging: false,
  },
  expressErrorHandling: true,
  validateDescriptor: false,
  watch: false,
  hosts: [],
  whitelist: ['127.0.0.1'],
}
const config = { production: settings, descriptorTransformer: () => descriptor }
const files = { descriptorFilename: 'bench.descriptor', configFileName: 'bench.config' }
const addon = await new Promise((resolve) => {
  const made = connect(app, { config }, silent, files, () => resolve(made))
})
const site = { key: 'bench', clientKey: CLIENT_KEY, sharedSecret: SHARED_SECRET, baseUrl: UPSTREAM }
await addon.settings.set('clientInfo', { ...site, oauthClientId: 'bench' }, CLIENT_KEY)

const database = new Sequelize({ dialect: 'sqlite', storage: DATABASE_FILE, logging: false })
const calls = database.define('call', { accountId: DataTypes.STRING, path: DataTypes.STRING })
await database.sync()

// ACE looks for a token in the parsed body, too, and takes a request without one for unauthenticated.
app.use(express.json())
app.get('/rest/*', addon.authenticate(true), (req, res, next) => {
  const { userAccountId } = req.context
  calls.create({ accountId: userAccountId, path: req.path }).then(() => {
    const client = addon.httpClient(req).asUserByAccountId(userAccountId)
    client.get({ url: req.url }, (fault, answer, body) => {
      if (fault) next(fault)
      else res.status(answer.statusCode).type('json').send(body)
    })
  }, next)
})
app.use((fault, _req, res, next) => {
  if (res.headersSent) next(fault)
  else res.status(fault.code ?? 500).json({ message: fault.message })
})
app.listen(Number(PORT), '127.0.0.1')
