namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The trust level of a payload, by the type around it, from unproven to fully proven.</summary>
internal enum Rung
{
    Received,
    Authenticated,
    Confirmed,
    Verified,
}

/// <summary>The runtime's <c>CallbackRole</c>, with the same names and values.</summary>
internal enum Role
{
    Reference = 1,
    Status,
    Amount,
    Currency,
}
