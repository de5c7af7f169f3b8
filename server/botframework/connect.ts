import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
} from 'botbuilder'
import { z } from 'zod'

export interface BotFrameworkKeys {
  readonly appId: string
  readonly password: string
  /** The tenant of an app that belongs to one; null for an app of many tenants. */
  readonly tenantId: string | null
}

/** Checks tokens, and makes clients that sign in as our app. */
export type Authentication = Pick<
  ConfigurationBotFrameworkAuthentication,
  'authenticateRequest' | 'createConnectorFactory'
>

const credentialsOf = ({ appId, password, tenantId }: BotFrameworkKeys) =>
  new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppPassword: password,
    ...(tenantId === null
      ? { MicrosoftAppType: 'MultiTenant' }
      : { MicrosoftAppType: 'SingleTenant', MicrosoftAppTenantId: tenantId }),
  })

type Settings = ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>

/** Whose tokens count and how we sign in; the public cloud unless `addresses` say otherwise. */
export const connect = (
  keys: BotFrameworkKeys,
  addresses: NonNullable<Settings[0]> = {},
  credentials: Settings[1] = credentialsOf(keys),
): Authentication => new ConfigurationBotFrameworkAuthentication(addresses, credentials)

const Retrying = z.object({
  client: z.object({ pipeline: z.custom<{ removePolicy(which: { phase: 'Retry' }): unknown }>() }),
})

/** The library repeats a failed send three times by itself and has no setting against it: the outbox repeats, and it counts. */
export const withoutRepeats = <T>(client: T): T => {
  const { pipeline } = Retrying.parse(client).client
  pipeline.removePolicy({ phase: 'Retry' })
  return client
}

// The package keeps the class of an identity to itself; its adapter makes them for subclasses.
class Identities extends CloudAdapter {
  of(appId: string) {
    return this.createClaimsIdentity(appId)
  }
}
let identities: Identities | null = null

/** Who we are when we write without being asked at that moment. */
export const identityOf = (appId: string): Parameters<Authentication['createConnectorFactory']>[0] => {
  identities ??= new Identities()
  return identities.of(appId)
}
