using System.Globalization;
using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Shop;

/// <summary>Asks the provider's API, which the tests serve.</summary>
/// <param name="options">Where it is.</param>
public sealed class ProviderClient(ShopOptions options) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = options.Provider, Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>A payment as the provider states it.</summary>
    public async Task<AcmeNotice?> FindAsync(string id, CancellationToken cancellationToken) =>
        await _client.GetFromJsonAsync<ProviderPayment>($"payments/{id}", cancellationToken) is { } said
            ? new()
            {
                Id = said.Id,
                Status = said.IsPaid ? AcmeNoticeStatus.Paid : AcmeNoticeStatus.Pending,
                Amount = decimal.Parse(said.Amount, CultureInfo.InvariantCulture),
                Currency = said.Currency,
            }
            : null;

    /// <summary>Some of the payments that were made.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) =>
        await _client.GetFromJsonAsync<string[]>("payments", cancellationToken) ?? [];

    /// <summary>Tells the provider that a payment has had its effect, so that it takes it down as acknowledged.</summary>
    public async Task AcknowledgeAsync(string id, CallbackCommit commit, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsync(new Uri($"payments/{id}/{commit}", UriKind.Relative), null, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>What the provider says of a payment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsPaid">Whether it was made; else it is pending.</param>
/// <param name="Amount">How much.</param>
/// <param name="Currency">Of what.</param>
public sealed record ProviderPayment(string Id, bool IsPaid, string Amount, string Currency);
