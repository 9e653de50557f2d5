using CallbackGen.Inbox.Tests.Support;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>A fact that takes too long to run for every change.</summary>
public sealed class DeepFactAttribute : FactAttribute
{
    internal const string WhyNot = "Only in a deep run: CALLBACKGEN_DEEP=1.";

    public DeepFactAttribute() => Skip = Effort.IsDeep ? null : WhyNot;
}

/// <summary>The same, with a PostgreSQL server.</summary>
public sealed class DeepPostgreSqlFactAttribute : FactAttribute
{
    public DeepPostgreSqlFactAttribute() => Skip = Effort.IsDeep ? PostgreSqlServer.WhyNot : DeepFactAttribute.WhyNot;
}
