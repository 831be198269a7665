-- What scripts do: calls, numbers, tables, strings, closures, sorting, errors that are caught.
local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

local function queens(n)
  local count, columns, rising, falling = 0, {}, {}, {}
  local function place(row)
    if row > n then count = count + 1 return end
    for c = 1, n do
      if not columns[c] and not rising[row + c] and not falling[row - c + n] then
        columns[c], rising[row + c], falling[row - c + n] = true, true, true
        place(row + 1)
        columns[c], rising[row + c], falling[row - c + n] = nil, nil, nil
      end
    end
  end
  place(1)
  return count
end

local function bodies(steps)
  local list = {}
  for i = 1, 5 do list[i] = {x = i, y = i * i, z = -i, vx = 0.1 * i, vy = 0.2, vz = -0.1 * i, mass = 1 / i} end
  for _ = 1, steps do
    for i = 1, #list do
      local a = list[i]
      for j = i + 1, #list do
        local b = list[j]
        local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
        local d = dx * dx + dy * dy + dz * dz + 0.01
        local f = 0.001 / (d * math.sqrt(d))
        a.vx, a.vy, a.vz = a.vx - dx * b.mass * f, a.vy - dy * b.mass * f, a.vz - dz * b.mass * f
        b.vx, b.vy, b.vz = b.vx + dx * a.mass * f, b.vy + dy * a.mass * f, b.vz + dz * a.mass * f
      end
    end
    for i = 1, #list do
      local a = list[i]
      a.x, a.y, a.z = a.x + 0.001 * a.vx, a.y + 0.001 * a.vy, a.z + 0.001 * a.vz
    end
  end
  return list[1].x
end

local function words(n)
  local counts, parts = {}, {}
  local seed = 42
  for i = 1, n do
    seed = (seed * 1103515245 + 12345) % 2147483648
    local word = string.format("w%d", seed % 5000)
    counts[word] = (counts[word] or 0) + 1
    if i % 10 == 0 then parts[#parts + 1] = word:upper():gsub("W", "v") end
  end
  local keys = {}
  for key in pairs(counts) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b)
    return counts[a] > counts[b] or counts[a] == counts[b] and a < b
  end)
  local text = table.concat(parts, " ")
  local found = 0
  for _ in text:gmatch("v%d+1 ") do found = found + 1 end
  return keys[1], #text, found
end

local function objects(n)
  local Account = {}
  Account.__index = Account
  function Account:deposit(v)
    if v < 0 then error("negative") end
    self.balance = self.balance + v
  end
  local sum, failed = 0, 0
  for i = 1, n do
    local account = setmetatable({balance = 0}, Account)
    account:deposit(i % 100)
    if not pcall(account.deposit, account, i % 50 - 1) then failed = failed + 1 end
    sum = sum + account.balance
  end
  return sum, failed
end

print("fib", fib(33))
print("queens", queens(9))
print("bodies", bodies(150000))
print("words", words(900000))
print("objects", objects(2000000))
