/** Fills `{name}` and `${name}`; a variable without a value becomes empty, a space `+` in a query and `%20` in a path. */
export function resolveVariables(
  template: string,
  variables: Readonly<Record<string, string>>,
): string {
  const mark = template.indexOf('?')
  return template.replace(/\$?\{([^{}]+)\}/g, (_all, name: string, at: number) => {
    const encoded = encodeURIComponent(variables[name] ?? '')
    return mark >= 0 && at > mark ? encoded.replaceAll('%20', '+') : encoded
  })
}
