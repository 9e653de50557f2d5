using CallbackGen.Inbox;
using CallbackGen.Inbox.PostgreSql;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Selects PostgreSQL as the store of an inbox.</summary>
public static class PostgreSqlInboxExtensions
{
    /// <summary>Stores callbacks in a PostgreSQL database, which any number of instances share.</summary>
    /// <param name="builder">The inbox's builder.</param>
    /// <param name="dataSource">The connections. Their role may create tables, or the tables exist.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// ASP.NET Core Data Protection wraps the inbox's key. The program does not start unless the application has configured the
    /// location of the key ring, shared by all instances, and an application name.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static CallbackInboxBuilder UsePostgreSql(this CallbackInboxBuilder builder, NpgsqlDataSource dataSource)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dataSource);
        builder.UseRing(InboxRing.OfApplication);
        return builder.UseStore(provider => new PostgreSqlCallbackStore(
            dataSource,
            provider.GetRequiredService<IOptions<CallbackInboxOptions>>().Value.EffectLimit
        ));
    }
}
