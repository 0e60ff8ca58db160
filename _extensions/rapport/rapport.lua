-- Puts the report's own chapter number, and the start of the appendices, into the Typst text.
local appendices = false

local function header(el)
  local state = quarto.doc.file_metadata()
  if not quarto.doc.is_format("typst") or not state or not state.file or el.level ~= 1 then
    return nil
  end
  local blocks = pandoc.List()
  if state.file.bookItemType == "appendix" and not appendices then
    appendices = true
    blocks:insert(pandoc.RawBlock("typst", "#start-appendices()"))
  end
  local number = el.attributes["report-number"]
  if number then
    blocks:insert(pandoc.RawBlock("typst", "#start-chapter(" .. number .. ", kinds: kinds)"))
    el.attributes["report-number"] = nil
  end
  blocks:insert(el)
  return blocks
end

-- What has to be known about a table or figure, in the same small type as elsewhere.
local function div(el)
  if quarto.doc.is_format("typst") and el.classes:includes("exhibit-note") then
    local blocks = pandoc.List({ pandoc.RawBlock("typst", "#note[") })
    blocks:extend(el.content)
    blocks:insert(pandoc.RawBlock("typst", "]"))
    return blocks
  end
end

return quarto.utils.combineFilters({ quarto.utils.file_metadata_filter(), { Header = header, Div = div } })
