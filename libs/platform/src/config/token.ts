/** Under this token a service injects its settings: `@Inject(CONFIG) config: PlatformConfig & ConfigOf<typeof authSettings>`. */
export const CONFIG = Symbol('config');
