namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>What is proven about a payload, by the type around it; from nothing to everything.</summary>
internal enum Rung
{
    Received,
    Authenticated,
    Confirmed,
    Verified,
}

/// <summary>The runtime's <c>CallbackRole</c>, by its names and values.</summary>
internal enum Role
{
    Reference = 1,
    Status,
    Amount,
    Currency,
}
