/** The cookies of a browser: by host name, as browsers keep them; ports do not tell them apart. */
export function cookieJar() {
  const jar = new Map<string, Map<string, string>>();
  return {
    headerFor({ hostname }: URL): string {
      return [...(jar.get(hostname) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    keep({ hostname }: URL, lines: string[]): void {
      const cookies = jar.get(hostname) ?? new Map<string, string>();
      jar.set(hostname, cookies);
      for (const line of lines) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '' || /max-age=0(;|$)/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
    },
  };
}
