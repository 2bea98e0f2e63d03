import { expect } from 'chai'
import { isAccountId } from '../../src/identity/account-id.ts'

describe('an account id', () => {
  it('is one in every form that Atlassian has', () => {
    for (const id of [
      '5b10ac8d82e05b22cc7d4ef5',
      '557058:f58131cb-b67d-43c7-b30d-6b58d40bd077',
      'qm:a713c8ea-1075-4e30-9d96-891a7d181739:5ad6d3581db05e2a66fa80b',
    ]) {
      expect(isAccountId(id), id).to.equal(true)
    }
  })

  it('is no address, name, e-mail address, or anything with blanks', () => {
    for (const text of [
      'https://acme.atlassian.net/jira/people/557058:f58131cb',
      'people/557058:f58131cb',
      'ann@acme.example',
      'Ann Abbott',
      '557058:f58131cb\n',
      '',
      'x'.repeat(129),
      7,
      undefined,
    ]) {
      expect(isAccountId(text), String(text)).to.equal(false)
    }
  })
})
